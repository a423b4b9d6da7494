package io.chronolink.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.kit.Thing.Part;
import io.chronolink.kit.database.Database;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.events.Outbox;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds between entities and set-wise statements that share a transaction. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class EntitiesTest {

    @Inject
    ThingRepository things;

    @Inject
    EntityManager entities;

    @Inject
    Jdbi jdbi;

    @Inject
    Outbox outbox;

    @Inject
    Tenancy tenancy;

    private final String tenant = "entities-" + UUID.randomUUID();
    private final UUID id = UUID.randomUUID();

    @Test
    void bothRunOnOneConnectionInOneTransaction() {
        String who = "select pg_backend_pid() || '/' || pg_current_xact_id()";

        List<String> seen = inTransaction(() -> List.of(
                jdbi.withHandle(
                        handle -> handle.createQuery(who).mapTo(String.class).one()),
                (String) entities.createNativeQuery(who, String.class).getSingleResult(),
                jdbi.withHandle(
                        handle -> handle.createQuery(who).mapTo(String.class).one())));

        assertThat(seen).hasSize(3).containsOnly(seen.get(0));
    }

    @Test
    void aStatementSeesWhatEntitiesHaveNotWrittenYet() {
        List<String> seen = inTransaction(() -> {
            Thing thing = new Thing(tenant, id, "made");
            things.persist(thing);
            String made = name();
            thing.name = "changed";
            return List.of(made, name());
        });

        assertThat(seen).containsExactly("made", "changed");
    }

    /** From the fourth time on the driver asks in its binary way. */
    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "1500-06-01T12:34:56.789Z", "9999-12-31T23:59:59.999999Z"})
    void anInstantOfAnEntityIsTheOneThatStatementsSee(String text) {
        Instant instant = Instant.parse(text);
        inTransaction(() -> {
            things.persist(new Thing(tenant, id, "made"));
            return true;
        });

        for (int i = 0; i < 8; i++) {
            inTransaction(() -> {
                Thing thing = things.findById(new RecordKey(tenant, id));
                thing.seenAt = thing.seenAt == null ? instant : null;
                return true;
            });
            inTransaction(() -> things.findById(new RecordKey(tenant, id)).seenAt = instant);

            Instant read = inTransaction(() -> things.findById(new RecordKey(tenant, id)).seenAt);
            Instant seen = inTransaction(() -> jdbi.withHandle(
                    handle -> handle.createQuery("select seen_at from thing where tenant = :tenant and id = :id")
                            .bind("tenant", tenant)
                            .bind("id", id)
                            .mapTo(Instant.class)
                            .one()));
            assertThat(read).isEqualTo(instant);
            assertThat(seen).isEqualTo(instant);
        }
    }

    @Test
    void anEventTellsTheVersionThatItsChangeHasMade() throws SQLException {
        Cause cause = new Cause(tenant, UUID.randomUUID(), null);
        List<Long> told = inTransaction(() -> {
            Thing thing = new Thing(tenant, id, "made");
            things.persist(thing);
            outbox.append(cause, () -> saved(thing));
            long made = versionInOutbox();
            thing.name = "changed";
            outbox.append(cause, () -> saved(thing));
            return List.of(made, versionInOutbox());
        });

        assertThat(told).containsExactly(1L, 2L);
        assertThat(stored("select version from thing where id = '%s'")).isEqualTo("2");
    }

    @Test
    void theLockOnARecordIsTakenBeforeItsEventGetsAnId() {
        Cause cause = new Cause(tenant, UUID.randomUUID(), null);
        inTransaction(() -> {
            things.persist(new Thing(tenant, id, "made"));
            return true;
        });

        boolean locked = inTransaction(() -> {
            Thing thing = things.findById(new RecordKey(tenant, id));
            thing.name = "changed";
            outbox.append(cause, saved(thing));
            return isLocked();
        });

        assertThat(locked).isTrue();
    }

    @Test
    void aCollectionIsReadWholeAfterItsRecordWasLocked() {
        inTransaction(() -> {
            Thing thing = new Thing(tenant, id, "made");
            thing.parts.put("a", new Part(1));
            thing.parts.put("b", new Part(2));
            things.persist(thing);
            return true;
        });

        Map<String, Part> lazily = inTransaction(() -> Map.copyOf(things.find("tenant = ?1 and id = ?2", tenant, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .singleResult()
                .parts));
        Map<String, Part> byKey = inTransaction(
                () -> Map.copyOf(things.findById(new RecordKey(tenant, id), LockModeType.PESSIMISTIC_WRITE).parts));

        assertThat(lazily).containsOnly(Map.entry("a", new Part(1)), Map.entry("b", new Part(2)));
        assertThat(byKey).isEqualTo(lazily);
    }

    @Test
    void aChangeOfAPartRaisesTheVersion() throws SQLException {
        inTransaction(() -> {
            Thing thing = new Thing(tenant, id, "made");
            thing.parts.put("a", new Part(1));
            things.persist(thing);
            return true;
        });

        inTransaction(() -> {
            things.findById(new RecordKey(tenant, id)).parts.put("a", new Part(2));
            return true;
        });

        assertThat(stored("select version from thing where id = '%s'")).isEqualTo("2");
        assertThat(stored("select place from thing_part where thing_id = '%s'")).isEqualTo("2");
    }

    @Test
    void anotherTenantsEntityIsNotThereEvenByItsKey() {
        inTransaction(() -> {
            things.persist(new Thing(tenant, id, "made"));
            return true;
        });

        assertThat(tenancy.as(List.of("other"), () -> QuarkusTransaction.requiringNew()
                        .call(() -> things.findByIdOptional(new RecordKey(tenant, id)))))
                .isEmpty();
    }

    @Test
    void anEntityCannotBeReadOutsideOfATransaction() {
        assertThatThrownBy(() -> tenancy.as(List.of(tenant), () -> things.findById(new RecordKey(tenant, id))))
                .hasMessageContaining("transaction");
    }

    @Test
    void aConstraintThatRefusesAFlushIsKnownByItsName() {
        assertThatThrownBy(() -> inTransaction(() -> {
                    things.persist(new Thing(tenant, id, "poison"));
                    things.flush();
                    return true;
                }))
                .matches(e -> Database.isRefusedBy(e, "thing_name_is_not_poison"))
                .matches(e -> !Database.isRefusedBy(e, "thing_pkey"));
    }

    private String name() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select name from thing where tenant = :tenant and id = :id")
                        .bind("tenant", tenant)
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
    }

    private long versionInOutbox() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select record_version from outbox where record_id = :id order by id desc limit 1")
                .bind("id", id)
                .mapTo(Long.class)
                .one());
    }

    /** Whether nobody else could lock the record now. */
    private boolean isLocked() {
        try {
            return stored("select count(*) from (select from thing where id = '%s' for update skip locked) free")
                    .equals("0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String stored(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("period"));
                var result = connection.createStatement().executeQuery(sql.formatted(id))) {
            result.next();
            return result.getString(1);
        }
    }

    private <T> T inTransaction(Supplier<T> work) {
        return tenancy.as(
                List.of(tenant), () -> QuarkusTransaction.requiringNew().call(work::get));
    }

    private static RoomSaved saved(Thing thing) {
        return new RoomSaved(thing.id, thing.version, 1, thing.name, null, false);
    }
}
