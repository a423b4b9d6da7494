package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The rows of schedule-service. */
final class ScheduleRows {

    private static final int SCHEDULES = 1_000;
    private static final int PERIODS_OF_EACH = 5;
    private static final int PERIODS_OF_ONE = 200;

    private final Platform platform;
    private final Report report;
    private final int warmUps;
    private final int repetitions;
    private final ObjectMapper json = new ObjectMapper();
    private final String tenant = "schedules-" + UUID.randomUUID();
    private final String many = "/api/v1/tenants/" + tenant + "/groups/many/time_schedules/";
    private final String one = "/api/v1/tenants/" + tenant + "/groups/one/time_schedules/";

    ScheduleRows(Platform platform, Report report, int warmUps, int repetitions) {
        this.platform = platform;
        this.report = report;
        this.warmUps = warmUps;
        this.repetitions = repetitions;
    }

    /** Both reads over HTTP against the statement that fetches the same periods. */
    void print() throws Exception {
        String token = platform.token(tenant);
        for (int i = 0; i < SCHEDULES; i++) {
            platform.post(
                    Service.SCHEDULE, many, token, json.writeValueAsBytes(schedule("Schedule " + i, PERIODS_OF_EACH)));
        }
        platform.post(Service.SCHEDULE, one, token, json.writeValueAsBytes(schedule("Large", PERIODS_OF_ONE)));
        platform.awaitQuiet();
        Measure list = new Measure();
        Measure bareList = new Measure();
        Measure open = new Measure();
        Measure bareOpen = new Measure();
        try (Connection database = platform.database(Service.SCHEDULE)) {
            database.createStatement().execute("analyze schedule; analyze period");
            for (int round = 0; round < 10 * warmUps + 10 * repetitions; round++) {
                boolean counts = round >= 10 * warmUps;
                String at = String.format(Locale.ROOT, "2027-01-%02dT10:00:00Z", 1 + round % 28);
                Measure.timed(counts, bareList, () -> periods(database, "many", SCHEDULES * PERIODS_OF_EACH));
                Measure.timed(counts, list, () -> platform.get(Service.SCHEDULE, many + "?full_list=true", token));
                Measure.timed(counts, bareOpen, () -> periods(database, "one", PERIODS_OF_ONE));
                Measure.timed(counts, open, () -> platform.get(Service.SCHEDULE, one + "Large/open?at=" + at, token));
            }
        }
        report.table("Work", "bare SQL ms", "product ms", "ratio", "aim");
        report.ratio("list of 1 000 schedules with 5 full periods each", bareList, list, "–");
        report.ratio("open?at= of a schedule with 200 periods", bareOpen, open, "–");
        report.end();
    }

    /** A schedule with so many periods, of an hour or less each. */
    static Map<String, Object> schedule(String name, int count) {
        List<Map<String, Object>> periods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            periods.add(Map.of(
                    "name",
                    "Period " + i,
                    "type",
                    "Day of the month",
                    "dayOfMonth",
                    1 + i % 28,
                    "startTime",
                    i % 23 + ":00",
                    "stopTime",
                    i % 23 + ":45"));
        }
        return Map.of("name", name, "periods", periods);
    }

    private void periods(Connection database, String group, int expected) throws SQLException {
        try (PreparedStatement select = database.prepareStatement("""
                select s.*, p.* from schedule s join period p on p.tenant = s.tenant and p.schedule_id = s.id
                where s.tenant = ? and s.level = 'Group' and s.kind = 'Time' and s.group_id = ? and s.user_id is null
                order by s.name, p.place
                """)) {
            select.setString(1, tenant);
            select.setString(2, group);
            ResultSet rows = select.executeQuery();
            int count = 0;
            while (rows.next()) {
                rows.getString("definition");
                count++;
            }
            if (count != expected) {
                throw new IllegalStateException(count + " periods instead of " + expected);
            }
        }
    }
}
