package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What {@link SingleRows} calls of each service, and the bare SQL of the same work. */
final class SingleCalls {

    private static final int PERIODS = 5;

    /** What is made and then read; the record that is read and copied is there already. */
    record Kind(String name, Call create, Call read, Call bareCreate, Call bareRead) {}

    interface Call {
        void run(int number) throws Exception;
    }

    private final Platform platform;
    private final ObjectMapper json = new ObjectMapper();
    private final String tenant = "singles-" + UUID.randomUUID();
    private final String token;

    SingleCalls(Platform platform) {
        this.platform = platform;
        this.token = platform.token(tenant);
    }

    /** The calls of a service, of whose main record there is one from now on. */
    Kind of(Service service, Connection database) throws Exception {
        return switch (service) {
            case PROFILE -> profile(database);
            case SCHEDULE -> schedule(database);
            case PERIOD -> entity(database);
            case INFORMATION -> notice(database);
            case RECORDING -> recording(database);
        };
    }

    private Kind profile(Connection database) throws Exception {
        String all = "/api/v1/access/timeprofile";
        long first = json.readTree(post(Service.PROFILE, all, ProfileRows.profile(tenant, -1, "Profile"))
                        .body())
                .path("uid")
                .asLong();
        String insert = bareCreate("""
                made as (
                    insert into time_profile (id, tenant, uid, link_id, name, time_options, repeat_options, date_from,
                                              date_to, timing, version, changed_at)
                    select gen_random_uuid(), tenant, ?, gen_random_uuid(), name, time_options, repeat_options,
                           date_from, date_to, timing, 1, now()
                    from time_profile where tenant = ? and uid = ?
                    returning *
                )
                """);
        String select = """
                select p.*, array(select i.identifier_uid from identifier_profile i
                                  where i.tenant = p.tenant and i.profile_id = p.id)
                from time_profile p where p.tenant = ? and p.uid = ? and not p.deleted
                """;
        return new Kind(
                "a time profile",
                i -> post(Service.PROFILE, all, ProfileRows.profile(tenant, i, "Profile")),
                i -> platform.get(Service.PROFILE, all + "/item/" + first, token),
                i -> write(database, insert, 1_000_000L + i, tenant, first),
                i -> read(database, 1, select, tenant, first));
    }

    private Kind schedule(Connection database) throws Exception {
        String all = "/api/v1/tenants/" + tenant + "/groups/one/time_schedules/";
        post(Service.SCHEDULE, all, ScheduleRows.schedule("First", PERIODS));
        String insert = bareCreate("""
                first as (
                    select * from schedule where tenant = ? and level = 'Group' and kind = 'Time' and group_id = 'one'
                                             and user_id is null and name = 'First'
                ), made as (
                    insert into schedule (tenant, id, level, kind, group_id, name, version, changed_at)
                    select tenant, gen_random_uuid(), level, kind, group_id, ?, 1, now() from first
                    returning *
                ), periods as (
                    insert into period (tenant, schedule_id, name, place, definition, active, derived)
                    select p.tenant, made.id, p.name, p.place, p.definition, p.active, p.derived
                    from made cross join first join period p on p.tenant = first.tenant and p.schedule_id = first.id
                )
                """);
        String select = """
                select s.*, p.* from schedule s left join period p on p.tenant = s.tenant and p.schedule_id = s.id
                where s.tenant = ? and s.level = 'Group' and s.kind = 'Time' and s.group_id = 'one'
                  and s.user_id is null and s.name = 'First'
                order by p.derived, p.place
                """;
        return new Kind(
                "a schedule with " + PERIODS + " periods",
                i -> post(Service.SCHEDULE, all, ScheduleRows.schedule("Schedule " + i, PERIODS)),
                i -> platform.get(Service.SCHEDULE, all + "First/?full_list=true", token),
                i -> write(database, insert, tenant, "Bare " + i),
                i -> read(database, PERIODS, select, tenant));
    }

    private Kind entity(Connection database) throws Exception {
        put("/period/entity/top", office(List.of()));
        put("/period/update/top", Map.of("periods", List.of(Map.of("start_date", "2001-01-01 00:00:00"))));
        put("/period/entity/first", office(List.of("top")));
        String insert = bareCreate("""
                made as (
                    insert into entity (tenant, entity_id, entity_type, entity_name, effective, version)
                    select tenant, ?, entity_type, entity_name, effective, 1
                    from entity where tenant = ? and entity_id = 'first'
                    returning *
                ), parents as (
                    insert into entity_parent (tenant, entity_id, parent_id) select tenant, entity_id, 'top' from made
                )
                """);
        return new Kind(
                "an entity with a parent",
                i -> put("/period/entity/e" + i, office(List.of("top"))),
                i -> platform.get(Service.PERIOD, "/period/view/first", token),
                i -> write(database, insert, "bare" + i, tenant),
                i -> read(database, 1, PeriodRows.RELATIVES, "first", tenant, "first", tenant, tenant, tenant));
    }

    private Kind notice(Connection database) throws Exception {
        String all = "/api/v1/informations";
        Map<String, Object> notice = Map.of("title", "Title", "text", "Text of some length, as notices have");
        String first = json.readTree(post(Service.INFORMATION, all, notice).body())
                .path("id")
                .asText();
        UUID id = UUID.fromString(first);
        String insert = bareCreate("""
                made as (
                    insert into information (tenant, id, version, state_id, title, text, valid_from, details,
                                             created_at, created_by, changed_at, changed_by)
                    select tenant, gen_random_uuid(), 1, state_id, title, text, now(), details, now(), created_by,
                           now(), changed_by
                    from information where tenant = ? and id = ?
                    returning *
                )
                """);
        return new Kind(
                "a notice",
                i -> post(Service.INFORMATION, all, notice),
                i -> platform.get(Service.INFORMATION, all + "/" + first, token),
                i -> write(database, insert, tenant, id),
                i -> read(database, 1, "select * from information where tenant = ? and id = ?", tenant, id));
    }

    private Kind recording(Connection database) throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));
        long room = number(post(Service.RECORDING, "/api/v3/admin/rooms", Map.of("name", "Room")));
        String all = "/api/v3/schedule";
        long first = number(post(Service.RECORDING, all, lecture(room, start)));
        String insert = bareCreate("""
                made as (
                    insert into recording_schedule (id, tenant, number, name, room_id, author, share_users,
                                                    share_user_groups, created_at, timing, over_at, planned_until)
                    select gen_random_uuid(), tenant, ?, name, room_id, author, share_users, share_user_groups, now(),
                           timing, over_at, planned_until
                    from recording_schedule where tenant = ? and number = ?
                    returning *
                ), planned as (
                    insert into occurrence (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
                    select m.tenant, m.id, r.id, r.exclusive, at, at + interval '4 minutes', 'planned'
                    from made m join room r on r.tenant = m.tenant and r.id = m.room_id
                    cross join lateral (select cast(? as timestamptz) as at) t
                )
                """);
        String select = """
                select s.*, r.number, r.name, u.name, u.display_name from recording_schedule s
                join room r on r.tenant = s.tenant and r.id = s.room_id
                join recording_user u on u.tenant = s.tenant and u.number = s.author
                where s.tenant = ? and s.number = ? and s.deleted_at is null
                """;
        return new Kind(
                "a recording",
                i -> post(Service.RECORDING, all, lecture(room, at(start, i))),
                i -> platform.get(Service.RECORDING, all + "/" + first, token),
                i -> write(
                        database,
                        insert,
                        1_000_000L + i,
                        tenant,
                        first,
                        at(start, i).plusSeconds(300).toString()),
                i -> read(database, 1, select, tenant, first));
    }

    /** Every ten minutes something is recorded, as long as there are days that are planned ahead. */
    private static Instant at(Instant start, int number) {
        return start.plus(Duration.ofMinutes(10L * number));
    }

    private static Map<String, Object> lecture(long room, Instant start) {
        return Map.of("name", "Lecture", "room", room, "start_at", start.getEpochSecond(), "duration", 240);
    }

    private static Map<String, Object> office(List<String> parents) {
        return Map.of("entity_type", "OFFICE", "entity_name", "Office", "parents", parents);
    }

    /** A statement that makes records and an outbox row for each, of which the first part is given. */
    private static String bareCreate(String made) {
        return "with " + made + """
                insert into bare_outbox (event_id, topic, record_id, type, tenant, operation_id, record_version,
                                         occurred_at, payload)
                select gen_random_uuid(), 'bare', gen_random_uuid(), 'bare', tenant, gen_random_uuid(), version, now(),
                       row_to_json(made)::text
                from made
                """;
    }

    private static void write(Connection database, String sql, Object... values) throws Exception {
        expect(1, Sql.execute(database, sql, values));
    }

    private static void read(Connection database, int expected, String sql, Object... values) throws Exception {
        expect(expected, Sql.query(database, sql, values));
    }

    private static void expect(int expected, int rows) {
        if (rows != expected) {
            throw new IllegalStateException(rows + " rows instead of " + expected);
        }
    }

    private HttpResponse<byte[]> post(Service service, String path, Object body) throws Exception {
        return platform.post(service, path, token, json.writeValueAsBytes(body));
    }

    private void put(String path, Object body) throws Exception {
        platform.put(Service.PERIOD, path, token, json.writeValueAsBytes(body));
    }

    private long number(HttpResponse<byte[]> answer) throws IOException {
        return json.readTree(answer.body()).at("/data/id").asLong();
    }
}
