package io.chronolink.recording.domain;

import de.bytefish.pgbulkinsert.row.SimpleRowWriter;
import io.chronolink.kit.database.Columns;
import io.chronolink.recurrence.Interval;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The occurrences that plans want, where statements can read them: in arrays, or, so that many take no more memory than
 * one, in a temporary table.
 *
 * @param arrays null if they are in the table
 */
record StagedOccurrences(int size, @Nullable List<Row> arrays) {

    /** So many schedules are planned through arrays; for more COPY is faster. */
    private static final int FEW = 5;

    private static final String STAGED = "wanted_occurrence";

    private static final SimpleRowWriter.Table STAGED_TABLE = new SimpleRowWriter.Table(
            STAGED, new String[] {"tenant", "schedule_id", "room_id", "exclusive", "starts_at", "ends_at"});

    private static final String CREATE = """
            create temporary table if not exists wanted_occurrence (
                tenant text, schedule_id uuid, room_id uuid, exclusive boolean, starts_at timestamptz,
                ends_at timestamptz
            ) on commit delete rows
            """;

    private static final String ARRAYS = """
            (select * from unnest(:tenants, :schedules, :rooms, :exclusive, :starts, :ends)
                as u (tenant, schedule_id, room_id, exclusive, starts_at, ends_at))
            """;

    /** One occurrence of a plan. */
    record Row(Plan plan, Interval during) {}

    /** @param times of each plan */
    static StagedOccurrences stage(Handle handle, List<Plan> plans, Function<Plan, List<Interval>> times) {
        if (plans.size() > FEW) {
            return copy(handle, plans, times);
        }
        List<Row> rows = new ArrayList<>();
        plans.forEach(plan -> times.apply(plan).forEach(during -> rows.add(new Row(plan, during))));
        return new StagedOccurrences(rows.size(), rows);
    }

    private static StagedOccurrences copy(Handle handle, List<Plan> plans, Function<Plan, List<Interval>> times) {
        handle.execute(CREATE);
        handle.execute("delete from wanted_occurrence");
        int size = 0;
        try (SimpleRowWriter writer =
                new SimpleRowWriter(STAGED_TABLE, handle.getConnection().unwrap(PGConnection.class))) {
            for (Plan plan : plans) {
                for (Interval during : times.apply(plan)) {
                    size++;
                    writer.startRow(row -> {
                        row.setText(0, plan.tenant());
                        row.setUUID(1, plan.scheduleId());
                        row.setUUID(2, plan.roomId());
                        row.setBoolean(3, plan.exclusive());
                        row.setTimeStampTz(4, during.startInclusive().atZone(ZoneOffset.UTC));
                        row.setTimeStampTz(5, during.endExclusive().atZone(ZoneOffset.UTC));
                    });
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The occurrences could not be staged", e);
        }
        handle.execute("analyze wanted_occurrence");
        return new StagedOccurrences(size, null);
    }

    /** What a statement selects from, with columns named as those of {@code occurrence}. */
    String source() {
        return arrays == null ? STAGED : ARRAYS;
    }

    /** Gives a statement that has the source in it what it selects. */
    Update bind(Update statement) {
        if (arrays == null) {
            return statement;
        }
        return statement.bindNamedArgumentFinder(Columns.of(arrays)
                .text("tenants", row -> row.plan().tenant())
                .uuid("schedules", row -> row.plan().scheduleId())
                .uuid("rooms", row -> row.plan().roomId())
                .bool("exclusive", row -> row.plan().exclusive())
                .instant("starts", row -> row.during().startInclusive())
                .instant("ends", row -> row.during().endExclusive()));
    }
}
