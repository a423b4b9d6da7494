package io.chronolink.kit.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The id up to which nothing can be left in the outbox, so that a read does not walk over the dead rows which a
 * long-open snapshot keeps. Ids are drawn before their commits, so an id counts as settled only when every
 * transaction that was running while it was drawn has ended and the rows up to it are gone. Times are those of
 * {@link System#nanoTime}.
 */
final class LowWater {

    private static final Duration LOOKS = Duration.ofMillis(500);
    private static final Duration FULL_SWEEP = Duration.ofSeconds(30);

    private long id;
    private long candidate;

    /** A transaction that began after all that may have drawn the candidate or an id before it. */
    private @Nullable Long newcomer;

    private boolean settled;
    private long lookedAt;
    private long sweptAt;

    LowWater(long now) {
        lookedAt = now;
        sweptAt = now;
    }

    long id() {
        return id;
    }

    void look(Connection connection, long now) throws SQLException {
        if (now - lookedAt < LOOKS.toNanos()) {
            return;
        }
        lookedAt = now;
        if (candidate <= id) {
            // A sequence that nobody has drawn from yet has its first value as the last one, too.
            candidate = number(connection, "select case when is_called then last_value else 0 end from outbox_id_seq");
            newcomer = null;
        } else if (newcomer == null) {
            // One look later, because only then has everybody who drew such an id an older transaction id. It takes
            // a transaction id of its own: the snapshot's end may lie before transactions that are still running.
            newcomer = number(connection, "select pg_current_xact_id()::text::bigint");
        } else {
            settled = number(connection, "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint") >= newcomer;
        }
        if (now - sweptAt > FULL_SWEEP.toNanos()) {
            sweptAt = now;
            id = 0;
            candidate = 0;
            settled = false;
        }
    }

    /** Takes the lowest id that a read found after the look. */
    void saw(long lowest) {
        if (settled && lowest > candidate) {
            id = candidate;
            settled = false;
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            ResultSet result = select.executeQuery();
            result.next();
            return result.getLong(1);
        }
    }
}
