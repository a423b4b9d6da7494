package io.chronolink.period;

import static io.chronolink.period.PeriodApi.json;
import static io.chronolink.period.PeriodApi.period;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Types whose periods must not overlap: the database holds it. */
@QuarkusTest
@TestProfile(NoOverlapTest.Configured.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class NoOverlapTest {

    /** Actions do not overlap. */
    public static class Configured implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("chronolink.period.no-overlap-types", "ACTION,PROJECT");
        }
    }

    private static final Map<String, Object> SPRING = period("s", "2020-03-01 00:00:00", "2020-06-01 00:00:00");
    private static final Map<String, Object> MAY = period("m", "2020-05-01 00:00:00", "2020-07-01 00:00:00");
    private static final Map<String, Object> SUMMER = period("u", "2020-06-01 00:00:00", "2020-09-01 00:00:00");

    @Inject
    Jdbi jdbi;

    @Inject
    Tenancy tenancy;

    private final PeriodApi api = new PeriodApi("overlap-" + UUID.randomUUID());

    @Test
    void onlyTypesThatAreConfiguredRefuseOverlaps() {
        api.entity("a", "ACTION", "Action").then().statusCode(200);
        api.office("o");
        api.periods(
                "o",
                period(null, "2020-03-01 00:00:00", "2020-06-01 00:00:00"),
                period(null, "2020-05-01 00:00:00", "2020-07-01 00:00:00"));

        refused(api.update("a", Map.of("periods", List.of(SPRING, MAY))), "periods");
        assertThat(json(api.view("a").asString()).path("owned")).isEmpty();
        // Those that touch do not overlap, nor does one that is empty.
        api.periods(
                "a",
                period("x", "2020-03-01 00:00:00", "2020-06-01 00:00:00"),
                period("y", "2020-06-01 00:00:00", "2020-09-01 00:00:00"),
                period("z", "2020-04-01 00:00:00", "2020-04-01 00:00:00"));
        // One may take the place of another.
        api.periods(
                "a",
                period("x", "2020-06-01 00:00:00", "2020-09-01 00:00:00"),
                period("y", "2020-03-01 00:00:00", "2020-06-01 00:00:00"));
        api.as("tenant-admin")
                .queryParam("dry_run", true)
                .body(Map.of("periods", List.of(period(null, null, null), period(null, null, null))))
                .put("/period/update/{id}", "a")
                .then()
                .statusCode(422);
    }

    @Test
    void anEntityThatBecomesOfSuchATypeMustNotHaveOverlaps() {
        api.office("o");
        api.periods("o", SPRING, MAY);

        refused(api.entity("o", "ACTION", "Now an action"), "entity_type");
        api.periods("o", SPRING, SUMMER);
        api.entity("o", "ACTION", "Now an action").then().statusCode(200);
        refused(api.update("o", Map.of("periods", List.of(SPRING, MAY))), "periods");

        api.office("o");
        api.periods("o", SPRING, MAY);
    }

    @Test
    void theDatabaseItselfRefusesThem() {
        api.entity("a", "ACTION", "Action").then().statusCode(200);
        api.periods("a", SPRING);

        assertThatThrownBy(() -> tenancy.as(
                        List.of(api.tenant()), () -> jdbi.withHandle(handle -> handle.execute("""
                                insert into period (tenant, period_id, entity_id, start_at, end_at, exclusive)
                                values (?, 'direct', 'a', '2020-04-01Z', null, true)
                                """, api.tenant()))))
                .hasMessageContaining("period_no_overlap");
    }

    /** What a dump holds of the constraint is its definition: made from that in another table, it is the same. */
    @Test
    void theConstraintIsTheSameWhenItIsMadeFromItsDefinition() {
        assertThatThrownBy(() -> tenancy.as(
                        List.of(api.tenant()),
                        () -> jdbi.withHandle(handle -> {
                            handle.execute("create temporary table restored (like period including generated)");
                            String definition =
                                    handle.createQuery("""
                                    select pg_get_constraintdef(oid) from pg_constraint
                                    where conname = 'period_no_overlap'
                                    """).mapTo(String.class).one();
                            handle.execute("alter table restored add constraint restored_no_overlap " + definition);
                            return handle.execute("""
                            insert into restored (tenant, period_id, entity_id, start_at, end_at, exclusive)
                            values ('t', '1', 'a', '2020-01-01Z', '2020-03-01Z', true),
                                   ('t', '2', 'a', '2020-03-01Z', null, true),
                                   ('t', '3', 'b', '2020-02-01Z', null, true),
                                   ('t', '4', 'a', '2020-02-01Z', null, false),
                                   ('t', '5', 'a', '2020-02-01Z', '2020-02-02Z', true)
                            """);
                        })))
                .hasMessageContaining("restored_no_overlap")
                .hasMessageNotContaining("(b, t");
    }

    private static void refused(Response answer, String field) {
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer.asString()).get(0).path("field").asText()).isEqualTo(field);
        assertThat(answer.asString()).contains("overlap");
    }
}
