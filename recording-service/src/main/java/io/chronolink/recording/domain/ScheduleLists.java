package io.chronolink.recording.domain;

import io.chronolink.events.Timing;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads schedules by one statement, with their room, their author and whether they are recording. */
@Singleton
class ScheduleLists {

    private static final String SELECT = """
            select s.tenant, s.id, s.number, s.name, r.number as room, r.name as room_name, s.author,
                   u.name as author_name, s.link_id, s.template, s.share_users, s.share_user_groups, s.created_at,
                   s.timing, s.skip_through,
                   exists (select from occurrence o where o.tenant = s.tenant and o.schedule_id = s.id
                           and occurrence_is_running(o.state)) as started
            from recording_schedule s
            join room r on r.tenant = s.tenant and r.id = s.room_id
            join recording_user u on u.tenant = s.tenant and u.number = s.author
            where s.tenant = :tenant and s.deleted_at is null
            """;

    private final Jdbi jdbi;

    ScheduleLists(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The schedule with that number. */
    Optional<Schedule> find(String tenant, long number) {
        return jdbi.withHandle(handle -> query(handle, tenant, "and s.number = :number")
                .bind("number", number)
                .mapTo(Schedule.class)
                .findOne());
    }

    /** All of a tenant, by number. */
    List<Schedule> all(String tenant) {
        return jdbi.withHandle(handle ->
                query(handle, tenant, "order by s.number").mapTo(Schedule.class).list());
    }

    private static Query query(Handle handle, String tenant, String rest) {
        return handle.createQuery(SELECT + rest)
                .bind("tenant", tenant)
                .registerColumnMapper(Timing.class, new TimingColumn());
    }
}
