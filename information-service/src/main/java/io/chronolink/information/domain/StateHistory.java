package io.chronolink.information.domain;

import io.chronolink.kit.events.Cause;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** How notices came to their states; kept for people, read by nothing here. */
@Singleton
class StateHistory {

    private final Jdbi jdbi;

    StateHistory(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Notes the change that a notice has just had. */
    void note(Cause cause, InformationEntity changed, State before, StateChange change) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into state_change (tenant, information_id, version, from_id, to_id, message, user_id,
                                                  changed_at, changed_by, operation_id)
                        values (:tenant, :id, :version, :from, :to, :message, :user, :at, :by, :operation)
                        """)
                .bind("tenant", cause.tenant())
                .bind("id", changed.id)
                .bind("version", changed.version)
                .bind("from", before.id())
                .bind("to", change.state().id())
                .bind("message", change.message())
                .bind("user", change.userId())
                .bind("at", changed.changedAt)
                .bind("by", change.by())
                .bind("operation", cause.operationId())
                .execute());
    }
}
