package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows of recording-service: rooms that are full, and a thousand bound schedules. */
final class RecordingRows {

    private static final int BOUND = 1_000;
    private static final int ROOMS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Planned ahead so far; a schedule that is daily has so many occurrences. */
    private static final int DAYS = 180;

    private static final String FILL = """
            with schedule as (
                insert into recording_schedule (id, tenant, number, name, room_id, author, share_users,
                                                share_user_groups, created_at, timing, planned_until)
                select gen_random_uuid(), s.tenant, 1000000 + n, 'Full', r.id, s.author, '{}', '{}', now(), s.timing,
                       'infinity'
                from recording_schedule s join room r on r.tenant = s.tenant and r.number = ?
                cross join generate_series(1, ?) as n
                where s.tenant = ? and s.number = ?
                returning id, tenant, number, room_id
            )
            insert into occurrence (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
            select s.tenant, s.id, s.room_id, r.exclusive, at, at + interval '10 minutes', 'planned'
            from schedule s join room r on r.tenant = s.tenant and r.id = s.room_id
            cross join generate_series(0, 179) as day
            cross join lateral (
                select cast(? as timestamptz) + day * interval '1 day'
                       + (s.number - 1000001) * interval '10 minutes' as at) t
            """;

    private static final String CREATE_BARE = """
            with schedule as (
                insert into recording_schedule (id, tenant, number, name, room_id, author, share_users,
                                                share_user_groups, created_at, timing, planned_until)
                select gen_random_uuid(), s.tenant, ?, 'Bare', r.id, s.author, '{}', '{}', now(), s.timing,
                       'infinity'
                from recording_schedule s join room r on r.tenant = s.tenant and r.number = ?
                where s.tenant = ? and s.number = ?
                returning id, tenant, room_id
            )
            insert into occurrence (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
            select s.tenant, s.id, s.room_id, true, at, at + interval '4 minutes', 'planned'
            from schedule s
            cross join generate_series(0, 25) as week
            cross join lateral (select cast(? as timestamptz) + week * interval '7 days' as at) t
            """;

    private static final String PROBE_BARE = """
            select o.starts_at, o.ends_at, s.number, s.name from occurrence o
            join room r on r.tenant = o.tenant and r.id = o.room_id
            join recording_schedule s on s.tenant = o.tenant and s.id = o.schedule_id
            where r.tenant = ? and r.number = ? and o.state in ('planned', 'suspended', 'starting', 'recording', 'paused')
              and o.starts_at < cast(? as timestamptz) + interval '1 hour' and o.ends_at > cast(? as timestamptz)
              and o.starts_at > cast(? as timestamptz) - interval '1 day'
            order by o.starts_at
            """;

    private static final String REPLAN_BARE = """
            with cancelled as (
                update occurrence o set state = 'cancelled'
                from recording_schedule s
                where s.tenant = ? and s.link_id is not null and o.tenant = s.tenant and o.schedule_id = s.id
                  and o.state = 'planned'
                returning o.tenant, o.schedule_id, o.room_id, o.exclusive, o.starts_at, o.ends_at
            ), moved as (
                insert into occurrence (tenant, schedule_id, room_id, exclusive, starts_at, ends_at, state)
                select tenant, schedule_id, room_id, exclusive, starts_at + interval '1 second',
                       ends_at + interval '1 second', 'planned'
                from cancelled
            ), retimed as (
                update recording_schedule set timing = timing || '{"bare": 1}', version = version + 1
                where tenant = ? and link_id is not null
                returning id, tenant, link_id, timing, version
            )
            insert into outbox (event_id, topic, record_id, type, tenant, link_id, operation_id, record_version,
                                occurred_at, payload)
            select gen_random_uuid(), 'bare', id, 'bare', tenant, link_id, gen_random_uuid(), version, now(),
                   timing::text
            from retimed
            """;

    private final Platform platform;
    private final Report report;
    private final int warmUps;
    private final int repetitions;
    private final ObjectMapper json = new ObjectMapper();

    /** Midnight, some days ahead. */
    private final Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));

    RecordingRows(Platform platform, Report report, int warmUps, int repetitions) {
        this.platform = platform;
        this.report = report;
        this.warmUps = warmUps;
        this.repetitions = repetitions;
    }

    void print() throws Exception {
        report.table("Work", "bare SQL ms", "product ms", "product ÷ bare", "aim");
        create();
        preview();
        replan();
        report.end();
    }

    /** 56 daily recordings of ten minutes each fill the nights; the afternoons are free. */
    private void create() throws Exception {
        String tenant = "full-" + UUID.randomUUID();
        String token = platform.token(tenant);
        long room = fill(tenant, token, true, 56);
        Measure bare = new Measure();
        Measure product = new Measure();
        try (Connection database = platform.database(Service.RECORDING)) {
            for (int round = 0; round < 10 * (warmUps + repetitions); round++) {
                boolean counts = round >= 10 * warmUps;
                // Another five minutes of the afternoon each time, on each of the seven days.
                Instant slot = day.plus(Duration.ofHours(12))
                        .plus(Duration.ofDays(round % 7))
                        .plus(Duration.ofMinutes(10L * (round / 7)));
                long number = 2_000_000 + round;
                Measure.timed(
                        counts,
                        bare,
                        () -> Sql.execute(database, CREATE_BARE, number, room, tenant, 1L, slot.toString()));
                byte[] body = schedule(room, slot.plus(Duration.ofMinutes(5)), 240, "weekly");
                Measure.timed(counts, product, () -> platform.post(Service.RECORDING, "/api/v3/schedule", token, body));
            }
        }
        report.times("weekly schedule into an exclusive room with 10 080 occurrences", bare, product, 0.5, "–");
        platform.awaitQuiet();
    }

    private void preview() throws Exception {
        String tenant = "busy-" + UUID.randomUUID();
        String token = platform.token(tenant);
        long room = fill(tenant, token, false, 139);
        Measure bare = new Measure();
        Measure product = new Measure();
        try (Connection database = platform.database(Service.RECORDING)) {
            for (int round = 0; round < 20 * (warmUps + repetitions); round++) {
                boolean counts = round >= 20 * warmUps;
                Instant at = day.plus(Duration.ofMinutes(7L * round));
                String time = at.toString();
                Measure.timed(counts, bare, () -> Sql.query(database, PROBE_BARE, tenant, room, time, time, time));
                byte[] body = schedule(room, at, 3_600, "weekly");
                Measure.timed(
                        counts,
                        product,
                        () -> platform.post(Service.RECORDING, "/api/v3/schedule/conflicts", token, body));
            }
        }
        report.times(
                "conflict preview of 26 weeks against 25 020 occurrences of a room; bare: one index probe",
                bare,
                product,
                0.5,
                "≤ 10");
    }

    private void replan() throws Exception {
        String tenant = "moved-" + UUID.randomUUID();
        String token = platform.token(tenant);
        List<Long> rooms = new ArrayList<>();
        for (int i = 0; i < ROOMS; i++) {
            rooms.add(
                    id(platform.post(Service.RECORDING, "/api/v3/admin/rooms", token, bytes(Map.of("name", "Room")))));
        }
        move(tenant, token, 0);
        for (int i = 0; i < BOUND; i++) {
            platform.post(
                    Service.RECORDING,
                    "/api/v3/schedule",
                    token,
                    bytes(Map.of("name", "Bound", "room", rooms.get(i % ROOMS), "link_id", link(tenant, i))));
        }
        Measure bare = new Measure();
        Measure product = new Measure();
        try (Connection database = platform.database(Service.RECORDING)) {
            await(database, tenant, 0);
            platform.awaitQuiet();
            for (int round = 1; round <= warmUps + repetitions; round++) {
                boolean counts = round > warmUps;
                int minute = round;
                database.setAutoCommit(false);
                Measure.timed(counts, bare, () -> Sql.execute(database, REPLAN_BARE, tenant, tenant));
                database.rollback();
                database.setAutoCommit(true);
                Measure.timed(counts, product, () -> {
                    move(tenant, token, minute);
                    await(database, tenant, minute);
                });
                platform.awaitQuiet();
            }
        }
        report.times(
                "1 000 bound weekly schedules re-planned after one bulk link update, from its request on",
                bare,
                product,
                0.5,
                "–");
    }

    /** A room with so many daily schedules, one ten minutes after the other; returns its number. */
    private long fill(String tenant, String token, boolean exclusive, int schedules) throws Exception {
        long empty = id(platform.post(Service.RECORDING, "/api/v3/admin/rooms", token, bytes(Map.of("name", "Model"))));
        platform.post(Service.RECORDING, "/api/v3/schedule", token, schedule(empty, day, 600, "daily"));
        long room = id(platform.post(
                Service.RECORDING,
                "/api/v3/admin/rooms",
                token,
                bytes(Map.of("name", "Full", "exclusive", exclusive))));
        try (Connection database = platform.database(Service.RECORDING)) {
            int filled = Sql.execute(database, FILL, room, schedules, tenant, 1L, day.toString());
            if (filled != schedules * DAYS) {
                throw new IllegalStateException(filled + " occurrences");
            }
            database.createStatement().execute("vacuum analyze occurrence, recording_schedule");
        }
        platform.awaitQuiet();
        return room;
    }

    /** Weekly at ten and so many minutes. */
    private void move(String tenant, String token, int minute) throws Exception {
        long from = day.plus(Duration.ofHours(10)).getEpochSecond() + minute * 60L;
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = 0; i < BOUND; i++) {
            items.add(Map.of(
                    "name",
                    "Course",
                    "link_id",
                    link(tenant, i),
                    "time_options",
                    Map.of("is_all_day", false, "date_from", from, "date_to", from + 3_600),
                    "repeat_options",
                    Map.of(
                            "repeat_enable",
                            true,
                            "repeat_format",
                            Map.of(
                                    "repeat_type",
                                    "week",
                                    "repeat_end",
                                    Map.of("format", "date", "date", from + 400 * 86_400L)))));
        }
        platform.post(
                Service.PROFILE, "/api/v1/access/timeprofile/items/link", token, bytes(Map.of("list_items", items)));
    }

    /** The occurrences of all schedules start so many minutes after ten. */
    private static void await(Connection database, String tenant, int minute) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Sql.query(
                        database,
                        "select 1 from recording_schedule where tenant = ? and timing ->> 'start' like ?"
                                + " and planned_until is not null",
                        tenant,
                        "%%T10:%02d%%".formatted(minute))
                < BOUND) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("The schedules have not moved");
            }
            Thread.sleep(10);
        }
    }

    private static UUID link(String tenant, int number) {
        return UUID.nameUUIDFromBytes((tenant + number).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private byte[] schedule(long room, Instant start, int duration, String type) throws IOException {
        return bytes(Map.of(
                "name",
                "Lecture",
                "room",
                room,
                "start_at",
                start.getEpochSecond(),
                "duration",
                duration,
                "recurrence",
                Map.of("type", type)));
    }

    private byte[] bytes(Object body) throws IOException {
        return json.writeValueAsBytes(body);
    }

    private long id(HttpResponse<byte[]> answer) throws IOException {
        JsonNode body = json.readTree(answer.body());
        return body.at("/data/id").asLong();
    }
}
