package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.period.domain.EffectiveValidity.Affected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an update would change, of the entity itself and of all below it. */
record Preview(String done, List<Entity> affected) {

    static Preview of(List<Affected> affected) {
        return new Preview("false", affected.stream().map(Entity::of).toList());
    }

    /** An entity whose effective validity would be another one; the level is that of the view, null for itself. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Entity(
            String entityId, String entityType, @Nullable String level, List<Span> before, List<Span> after) {

        static Entity of(Affected affected) {
            return new Entity(
                    affected.id(),
                    affected.type(),
                    Level.text(affected.level()),
                    Span.of(affected.before()),
                    Span.of(affected.after()));
        }
    }
}
