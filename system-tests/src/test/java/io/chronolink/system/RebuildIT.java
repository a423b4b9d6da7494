package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.Service;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas and derived data that were lost come back from the topics, while the services answer. */
class RebuildIT {

    private static final long START = (Clock.systemUTC().instant().getEpochSecond() / 3_600 + 7 * 24) * 3_600;
    private static final int LINKS = 6;
    private static final int CLOSED = 4;

    private final String tenant = "rebuild-" + UUID.randomUUID();
    private final Api api = Platform.as(tenant);
    private final List<UUID> links = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    /** Links of every kind: plain, held, deleted, not valid, and one that nobody knows. */
    @BeforeEach
    void arrange() {
        write(
                SCHEDULE,
                "PUT",
                "/api/v1/tenants/" + tenant,
                object("name", "T", "type", "Enterprise", "timeZone", "UTC"));
        write(SCHEDULE, "PUT", group(), object("name", "Group"));
        long room = write(RECORDING, "POST", "/api/v3/admin/rooms", object("name", "Lab"))
                .at("/data/id")
                .asLong();
        for (int i = 0; i < LINKS; i++) {
            UUID link = UUID.randomUUID();
            links.add(link);
            write(SCHEDULE, "POST", group() + "/time_schedules/", object("name", "s" + i, "link_id", link));
            write(
                    RECORDING,
                    "POST",
                    "/api/v3/schedule",
                    object("name", "r" + i, "room", room, "start_at", START, "duration", 600, "link_id", link));
            notices.add(write(
                            INFORMATION,
                            "POST",
                            "/api/v1/informations",
                            object("title", "N" + i, "text", "Text", "state_id", 3, "link_id", link))
                    .path("id")
                    .asText());
        }
        write(
                PROFILE,
                "POST",
                "/api/v1/access/timeprofile/items/link",
                object(
                        "list_items",
                        links.subList(0, LINKS - 1).stream()
                                .map(RebuildIT::profile)
                                .toList()));
        write(
                INFORMATION,
                "POST",
                "/api/v1/informations/bulk/change_state",
                object("ids", List.of(notices.get(1)), "state_id", CLOSED));
        write(PROFILE, "POST", "/api/v1/access/timeprofile/link/delete", object("link_ids", List.of(links.get(2))));
        write(
                PERIOD,
                "PUT",
                "/period/update/" + links.get(3),
                object(
                        "periods",
                        List.of(object("start_date", "2020-01-01 00:00:00", "end_date", "2020-02-01 00:00:00"))));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void whatIsWholeStaysAsItIs() throws Exception {
        Rows before = Rows.of(tenant);

        rebuildAll();

        before.assertUnchanged();
    }

    @Test
    void replicasAndDerivedDataThatWereLostComeBack() throws Exception {
        Rows before = Rows.of(tenant);
        for (Service service : Service.values()) {
            execute(service, "delete from link where tenant = ? and version > 0");
            execute(service, "delete from link_notice where tenant = ?");
            execute(service, "delete from entity_validity where tenant = ?");
            execute(service, "delete from tenant_zone where tenant = ?");
        }
        execute(SCHEDULE, "delete from period where tenant = ? and derived");
        execute(RECORDING, "delete from occurrence where tenant = ? and schedule_id is not null and state = 'planned'");
        execute(RECORDING, "update occurrence set state = 'planned' where tenant = ? and state = 'suspended'");
        // What a deleted record hung on is not in its last event, and is no longer asked for.
        execute(
                PERIOD,
                "delete from entity_parent p using entity e where p.tenant = ? and e.tenant = p.tenant"
                        + " and e.entity_id = p.entity_id and e.deleted_version = 0");
        execute(
                PERIOD,
                "update entity set from_at = null, to_at = null, entity_name = 'lost', link_id = null where tenant = ?"
                        + " and deleted_version = 0 and entity_type is not null");
        assertThat(Rows.of(tenant)).isNotEqualTo(before);

        rebuildAll();

        // What was repaired is told, and settles.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(before::assertUnchanged);
    }

    @Test
    void oneAtATimeByOperatorsAndSeenByThemAlone() {
        JsonNode started = call(PROFILE, "POST", "/admin/rebuild", null).body();
        String path = "/admin/rebuild/" + started.path("rebuild_id").asText();
        assertThat(started.path("tenant").asText()).isEqualTo(tenant);
        Platform.awaitRebuilt(api, PROFILE, path);

        try (Api other = Platform.as("other-" + tenant)) {
            assertThat(other.ask(PROFILE, "GET", path, null).status()).isEqualTo(404);
        }
        assertThat(api.ask(PROFILE, "GET", "/admin/rebuild/nonsense", null).status())
                .isEqualTo(404);
    }

    private void rebuildAll() {
        AtomicBoolean rebuilt = new AtomicBoolean();
        CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() -> {
            int answers = 0;
            while (!rebuilt.get()) {
                call(SCHEDULE, "GET", group() + "/time_schedules/s0/?full_list=true", null);
                call(INFORMATION, "GET", "/api/v1/informations/" + notices.get(0), null);
                call(PERIOD, "GET", "/period/view/" + links.get(0), null);
                answers++;
            }
            return answers;
        });
        Platform.rebuild(api);
        rebuilt.set(true);
        assertThat(asked.join()).isPositive();
    }

    private void execute(Service service, String sql) throws SQLException {
        try (Connection database = Platform.database(service);
                PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setString(1, tenant);
            statement.executeUpdate();
        }
    }

    private Answer call(Service service, String method, String path, @Nullable Object body) {
        return api.call(service, method, path, body);
    }

    /** Returns when it has spread. */
    private JsonNode write(Service service, String method, String path, Object body) {
        Answer answer = call(service, method, path, body);
        api.awaitDone(service, String.valueOf(answer.operation()));
        return answer.body();
    }

    private String group() {
        return "/api/v1/tenants/" + tenant + "/groups/group";
    }

    private static Map<String, Object> profile(UUID link) {
        return object(
                "name",
                "Course",
                "link_id",
                link,
                "time_options",
                object("is_all_day", false, "date_from", START, "date_to", START + 3_600),
                "repeat_options",
                object(
                        "repeat_enable",
                        true,
                        "repeat_format",
                        object("repeat_type", "week", "repeat_end", object("format", "never"))));
    }
}
