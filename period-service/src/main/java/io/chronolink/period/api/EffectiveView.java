package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.period.domain.Hierarchy.Decider;
import io.chronolink.period.domain.Hierarchy.Effective;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When an entity is valid, all its ancestors considered. */
@JsonNaming(SnakeCaseStrategy.class)
record EffectiveView(
        String entityId,
        String entityType,
        String entityName,
        List<Span> effective,
        String at,
        boolean active,
        @Nullable DecidedBy decidedBy) {

    /** Who makes the entity inactive; the level is that of the view, null for the entity itself. */
    @JsonNaming(SnakeCaseStrategy.class)
    record DecidedBy(
            String entityId, String entityName, @Nullable String level) {

        static @Nullable DecidedBy of(@Nullable Decider decider) {
            return decider == null ? null : new DecidedBy(decider.id(), decider.name(), Level.text(decider.level()));
        }
    }

    static EffectiveView of(Effective found, Instant at) {
        return new EffectiveView(
                found.id(),
                found.type(),
                found.name(),
                Span.of(found.effective()),
                PeriodDates.text(at),
                found.active(),
                DecidedBy.of(found.decidedBy()));
    }
}
