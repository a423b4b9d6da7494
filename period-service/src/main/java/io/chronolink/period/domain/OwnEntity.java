package io.chronolink.period.domain;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's own entity.
 *
 * @param parents ids of entities of the same tenant, each known
 * @param linkId the link that it is bound to, known or not, or null
 */
public record OwnEntity(
        String id,
        String type,
        String name,
        List<String> parents,
        @Nullable UUID linkId) {

    /** All that it stands under: its parents and its link, each once. */
    List<String> above() {
        return Stream.concat(parents.stream(), Stream.ofNullable(linkId).map(UUID::toString))
                .distinct()
                .toList();
    }
}
