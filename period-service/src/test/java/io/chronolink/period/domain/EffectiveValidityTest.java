package io.chronolink.period.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.EntityType;
import io.chronolink.kit.events.Cause;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.period.domain.EntityFact.Closed;
import io.chronolink.period.domain.EntityFact.Deleted;
import io.chronolink.period.domain.EntityFact.Opened;
import io.chronolink.period.domain.EntityFact.Stated;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class EffectiveValidityTest {

    private static final Instant DAY_0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DAYS = 12;

    @Inject
    EntityFacts entities;

    @Inject
    OwnEntities ownEntities;

    @Inject
    OwnPeriods ownPeriods;

    @Inject
    Hierarchy hierarchy;

    @Inject
    Tenancy tenancy;

    @Inject
    Jdbi jdbi;

    private final String tenant = "validity-" + UUID.randomUUID();
    private final Cause cause = causeIn(tenant);

    /** Users' own entities and notices from events, whose parents may make cycles, all mixed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void afterAnyChangesItIsWhatTheModelSays(long seed) {
        Random random = new Random(seed);
        Map<String, ModelEntity> model = new LinkedHashMap<>();
        List<String> notices =
                IntStream.range(0, 4).mapToObj(i -> uuid(seed, i)).toList();
        for (int step = 0; step < 60; step++) {
            int dice = random.nextInt(10);
            if (dice < 4 || model.isEmpty()) {
                saveOwn(random, model, "own-" + random.nextInt(8));
            } else if (dice < 7) {
                setPeriods(random, model, pick(random, List.copyOf(model.keySet())));
            } else {
                state(random, model, notices, step + 1);
            }
            assertEqualsModel(model, "seed " + seed + ", step " + step);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void eventsInAnyOrderAndTwiceEndInTheSameState(long seed) {
        List<EntityFact> facts = life(tenant + "-a");
        List<EntityFact> shuffled = new ArrayList<>(life(tenant + "-b"));
        shuffled.addAll(life(tenant + "-b"));
        Random random = new Random(seed);
        Collections.shuffle(shuffled, random);

        inTransaction(tenant + "-a", () -> entities.apply(facts));
        int place = 0;
        while (place < shuffled.size()) {
            int next = Math.min(shuffled.size(), place + 1 + random.nextInt(4));
            List<EntityFact> batch = shuffled.subList(place, next);
            inTransaction(tenant + "-b", () -> entities.apply(batch));
            place = next;
        }

        assertThat(rows(tenant + "-b")).isEqualTo(rows(tenant + "-a")).hasSize(5);
    }

    @Test
    void fiveThousandEntitiesInOneBatchAreChangedAndToldOnce() {
        String top = UUID.randomUUID().toString();
        List<EntityFact> facts = new ArrayList<>();
        facts.add(stated(tenant, top, EntityType.TIME_PROFILE, 1, List.of(), day(0), day(5)));
        IntStream.range(0, 5_000)
                .mapToObj(
                        i -> stated(tenant, "child-" + i, EntityType.RECORDING_SCHEDULE, 1, List.of(top), day(1), null))
                .forEach(facts::add);

        Map<Cause, Integer> effects = inTransaction(tenant, () -> entities.apply(facts));
        Map<Cause, Integer> again = inTransaction(tenant, () -> entities.apply(facts));
        Map<Cause, Integer> shorter = inTransaction(
                tenant,
                () -> entities.apply(
                        List.of(stated(tenant, top, EntityType.TIME_PROFILE, 2, List.of(), day(0), day(3)))));

        assertThat(effects).containsExactly(Map.entry(cause, 5_001));
        assertThat(again).isEmpty();
        assertThat(shorter).containsExactly(Map.entry(cause, 5_001));
        assertThat(effective("child-4711")).containsExactly(new Validity(day(1), day(3)));
        assertThat(versions().get("child-4711")).isEqualTo(2);
    }

    @Test
    void concurrentChangesAboveAndBelowLoseNoRecomputation() {
        List<String> chain = IntStream.range(0, 6).mapToObj(i -> "own-" + i).toList();
        inTransaction(tenant, () -> {
            for (int i = 0; i < chain.size(); i++) {
                List<String> parents = i == 0 ? List.of() : List.of(chain.get(i - 1));
                save(new OwnEntity(chain.get(i), "OFFICE", "x", parents, null));
            }
            return tenant;
        });
        ExecutorService threads = Executors.newFixedThreadPool(chain.size());
        try {
            List<CompletableFuture<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < chain.size(); writer++) {
                String id = chain.get(writer);
                Random random = new Random(writer);
                writers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int version = 1; version <= 15; version++) {
                                OwnPeriod period =
                                        new OwnPeriod(null, day(random.nextInt(3)), day(6 + random.nextInt(6)));
                                EntityFact child = stated(
                                        tenant, "of-" + id, EntityType.ROOM, version, List.of(id), null, day(11));
                                inTransaction(tenant, () -> {
                                    ownPeriods.set(cause, "ann", id, List.of(period));
                                    return entities.apply(List.of(child));
                                });
                            }
                        },
                        threads));
            }
            writers.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }

        assertThat(wronglyMaterialised()).isEmpty();
    }

    @Test
    void aCycleThatEventsMakeForAMomentHarmsNobodyAndIsForgotten() {
        String a = "a";
        String b = "b";
        apply(stated(tenant, a, EntityType.INFORMATION, 1, List.of(b), day(0), day(6)));
        apply(stated(tenant, b, EntityType.INFORMATION, 1, List.of(a), day(2), null));
        assertThat(effective(a)).containsExactly(new Validity(day(2), day(6)));
        assertThat(effective(b)).containsExactly(new Validity(day(2), day(6)));
        assertThat(parents(a)).hasSize(1);

        apply(stated(tenant, a, EntityType.INFORMATION, 2, List.of(), day(0), day(9)));

        assertThat(effective(a)).containsExactly(new Validity(day(0), day(9)));
        assertThat(effective(b)).containsExactly(new Validity(day(2), day(9)));
    }

    @Test
    void aTenantsEventsReachNoOtherTenantsEntityOfTheSameId() {
        apply(stated(tenant, "same", EntityType.ROOM, 1, List.of(), day(0), day(1)));
        String other = tenant + "-other";
        inTransaction(
                other,
                () -> entities.apply(List.of(stated(other, "same", EntityType.ROOM, 1, List.of(), day(3), day(4)))));

        assertThat(effective("same")).containsExactly(new Validity(day(0), day(1)));
    }

    private void saveOwn(Random random, Map<String, ModelEntity> model, String id) {
        List<String> parents = some(random, List.copyOf(model.keySet()), 3);
        ModelEntity before = model.get(id);
        ModelEntity after = new ModelEntity();
        if (before != null) {
            after.own = before.own;
            after.seen = before.seen;
            after.version = before.version;
        }
        after.parents = parents;
        model.put(id, after);
        boolean cycle =
                parents.stream().anyMatch(parent -> ancestors(model, parent).contains(id));
        if (cycle) {
            restore(model, id, before);
        }

        boolean refused = false;
        try {
            inTransaction(tenant, () -> {
                save(new OwnEntity(id, "OFFICE", "x", parents, null));
                return id;
            });
        } catch (RuntimeException e) {
            refused = failure(e).field() != null;
        }
        assertThat(refused).isEqualTo(cycle);
    }

    private void setPeriods(Random random, Map<String, ModelEntity> model, String id) {
        List<OwnPeriod> periods = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int from = random.nextInt(DAYS);
            int to = from + random.nextInt(DAYS - from + 1);
            periods.add(new OwnPeriod(
                    null, random.nextInt(5) == 0 ? null : day(from), random.nextInt(5) == 0 ? null : day(to)));
        }
        entity(model, id).own = periods.stream()
                .map(period -> new Validity(period.start(), period.end()))
                .toList();
        inTransaction(tenant, () -> {
            ownPeriods.set(cause, "ann", id, periods);
            return id;
        });
    }

    private void state(Random random, Map<String, ModelEntity> model, List<String> notices, int version) {
        List<EntityFact> facts = new ArrayList<>();
        for (String id : some(random, notices, 3)) {
            // Only notices, so that no own entity is taken for a notice's parent that the model does not know.
            List<String> parents = some(random, notices, 2).stream()
                    .filter(parent -> !parent.equals(id))
                    .toList();
            Instant from = random.nextInt(4) == 0 ? null : day(random.nextInt(DAYS / 2));
            Instant to = random.nextInt(3) == 0 ? null : day(DAYS / 2 + random.nextInt(DAYS / 2));
            facts.add(stated(tenant, id, EntityType.INFORMATION, version, parents, from, to));
            ModelEntity entity = model.computeIfAbsent(id, key -> new ModelEntity());
            entity.parents = parents;
            entity.derived = new Validity(from, to);
        }
        inTransaction(tenant, () -> entities.apply(facts));
    }

    private void assertEqualsModel(Map<String, ModelEntity> model, String when) {
        Map<String, Long> versions = versions();
        model.forEach((id, entity) -> {
            List<Instant> expected = probes().filter(
                            at -> ancestors(model, id).stream().allMatch(above -> isValidByItself(model, above, at)))
                    .toList();
            List<Validity> effective = effective(id);
            assertThat(probes().filter(at -> contains(effective, at)).toList())
                    .as("%s, %s", when, id)
                    .isEqualTo(expected);
            boolean changed = !expected.equals(entity.seen);
            assertThat(versions.getOrDefault(id, 0L))
                    .as("version of %s, %s", id, when)
                    .isEqualTo(entity.version + (changed ? 1 : 0));
            entity.seen = expected;
            entity.version = versions.getOrDefault(id, 0L);
        });
    }

    private static Set<String> ancestors(Map<String, ModelEntity> model, String id) {
        Set<String> found = new HashSet<>();
        List<String> next = new ArrayList<>(List.of(id));
        while (!next.isEmpty()) {
            String one = next.remove(next.size() - 1);
            ModelEntity entity = model.get(one);
            if (found.add(one) && entity != null) {
                next.addAll(entity.parents);
            }
        }
        return found;
    }

    private static boolean isValidByItself(Map<String, ModelEntity> model, String id, Instant at) {
        ModelEntity entity = model.get(id);
        return entity == null
                || ((entity.own.isEmpty() || contains(entity.own, at)) && contains(List.of(entity.derived), at));
    }

    private static boolean contains(Collection<Validity> validity, Instant at) {
        return validity.stream()
                .anyMatch(one -> (one.start() == null || !at.isBefore(one.start()))
                        && (one.end() == null || at.isBefore(one.end())));
    }

    /** Each boundary that can occur, and an instant between each two. */
    private static Stream<Instant> probes() {
        return LongStream.rangeClosed(-2, DAYS * 2L + 2).mapToObj(half -> DAY_0.plus(Duration.ofHours(12 * half)));
    }

    /** A link, a room, and a notice that was closed, opened again, changed, closed and deleted. */
    private static List<EntityFact> life(String tenant) {
        Cause cause = causeIn(tenant);
        EntityType notice = EntityType.INFORMATION;
        String n = "notice";
        return List.of(
                stated(tenant, "link", EntityType.TIME_PROFILE, 1, List.of(), day(0), day(9)),
                stated(tenant, "link", EntityType.TIME_PROFILE, 2, List.of(), day(1), null),
                new Deleted(cause, "link", EntityType.TIME_PROFILE, "last", 3, day(8)),
                stated(tenant, "room", EntityType.ROOM, 1, List.of(), null, null),
                new Deleted(cause, "room", EntityType.ROOM, "room", 2, day(5)),
                stated(tenant, "room", EntityType.ROOM, 3, List.of(), null, null),
                stated(tenant, "recording", EntityType.RECORDING_SCHEDULE, 4, List.of("room", "link"), day(2), null),
                stated(tenant, n, notice, 1, List.of("link"), day(0), null),
                closed(tenant, n, 2, List.of("link")),
                new Closed(cause, n, notice, "v2", 2, day(2)),
                stated(tenant, n, notice, 3, List.of("link"), day(0), null),
                new Opened(cause, n, notice, "v3", 3, day(3)),
                stated(tenant, n, notice, 4, List.of("above"), day(0), null),
                closed(tenant, n, 5, List.of("above")),
                new Closed(cause, n, notice, "v5", 5, day(6)),
                new Deleted(cause, n, notice, "v6", 6, day(7)));
    }

    private static Stated closed(String tenant, String id, long version, List<String> parents) {
        return new Stated(
                causeIn(tenant), id, EntityType.INFORMATION, "v" + version, version, null, parents, day(0), null, true);
    }

    private static Stated stated(
            String tenant,
            String id,
            EntityType type,
            long version,
            List<String> parents,
            @Nullable Instant from,
            @Nullable Instant to) {
        return new Stated(causeIn(tenant), id, type, "v" + version, version, null, parents, from, to, false);
    }

    private static Cause causeIn(String tenant) {
        return new Cause(tenant, new UUID(0, 1), null);
    }

    private void apply(EntityFact fact) {
        inTransaction(tenant, () -> entities.apply(List.of(fact)));
    }

    private <T> T inTransaction(String tenant, Supplier<T> work) {
        return tenancy.as(
                List.of(tenant), () -> QuarkusTransaction.requiringNew().call(work::get));
    }

    private List<Validity> effective(String id) {
        return tenancy.as(
                List.of(tenant), () -> hierarchy.effective(tenant, id, DAY_0).effective());
    }

    private void save(OwnEntity entity) {
        ownEntities.save(cause, List.of(entity), (place, member) -> member);
    }

    private Set<String> parents(String id) {
        Set<String> parents = new HashSet<>();
        tenancy.as(List.of(tenant), () -> {
            try {
                hierarchy.view(tenant, id, row -> {
                    if (row.side() == Hierarchy.Side.PARENT) {
                        parents.add(row.entity().id());
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return id;
        });
        return parents;
    }

    private Map<String, Long> versions() {
        return tenancy.as(
                List.of(tenant),
                () -> jdbi.withHandle(handle -> handle.createQuery(
                                "select entity_id, version from entity where tenant = :tenant")
                        .bind("tenant", tenant)
                        .reduceRows(new HashMap<>(), (found, row) -> {
                            found.put(row.getColumn("entity_id", String.class), row.getColumn("version", Long.class));
                            return found;
                        })));
    }

    /** The entities whose stored effective validity is not the intersection over themselves and all their ancestors. */
    private List<String> wronglyMaterialised() {
        return tenancy.as(
                List.of(tenant),
                () -> jdbi.withHandle(handle -> handle.createQuery("""
                                with recursive up (entity_id, ancestor_id) as (
                                    select entity_id, entity_id from entity where tenant = :tenant
                                    union
                                    select u.entity_id, p.parent_id from up u
                                    join entity_parent p on p.tenant = :tenant and p.entity_id = u.ancestor_id
                                )
                                select e.entity_id from entity e
                                join up u on u.entity_id = e.entity_id
                                join entity a on a.tenant = :tenant and a.entity_id = u.ancestor_id
                                where e.tenant = :tenant
                                group by e.entity_id, e.effective
                                having range_intersect_agg(a.valid_by_itself) <> e.effective
                                """)
                        .bind("tenant", tenant)
                        .mapTo(String.class)
                        .list()));
    }

    /** All that is stored of a tenant's entities, but for how often their effective validity changed. */
    private List<String> rows(String tenant) {
        return tenancy.as(
                List.of(tenant),
                () -> jdbi.withHandle(handle -> handle.createQuery("""
                                select (to_jsonb(e) - 'tenant' - 'version')::text || coalesce((
                                    select string_agg(parent_id, ',' order by parent_id) from entity_parent p
                                    where p.tenant = e.tenant and p.entity_id = e.entity_id), '')
                                from entity e where tenant = :tenant order by entity_id
                                """)
                        .bind("tenant", tenant)
                        .mapTo(String.class)
                        .list()));
    }

    private static Failure failure(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof Failure failure) {
                return failure;
            }
        }
        throw new AssertionError("not a refusal", e);
    }

    private static ModelEntity entity(Map<String, ModelEntity> model, String id) {
        ModelEntity entity = model.get(id);
        if (entity == null) {
            throw new AssertionError(id);
        }
        return entity;
    }

    private static void restore(Map<String, ModelEntity> model, String id, @Nullable ModelEntity before) {
        if (before == null) {
            model.remove(id);
        } else {
            model.put(id, before);
        }
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static List<String> some(Random random, List<String> from, int most) {
        List<String> mixed = new ArrayList<>(from);
        Collections.shuffle(mixed, random);
        return List.copyOf(mixed.subList(0, Math.min(mixed.size(), random.nextInt(most + 1))));
    }

    private static String uuid(long seed, int number) {
        return new UUID(seed, number).toString();
    }

    private static Instant day(int day) {
        return DAY_0.plus(Duration.ofDays(day));
    }

    private static final class ModelEntity {
        private List<String> parents = List.of();
        private List<Validity> own = List.of();
        private Validity derived = new Validity(null, null);
        private List<Instant> seen = probes().toList();
        private long version;
    }
}
