package io.chronolink.period.reactions;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entities above one that comes from an event. */
final class Parents {

    private Parents() {}

    static List<String> of(@Nullable UUID owner, @Nullable UUID link) {
        return Stream.<@Nullable UUID>of(owner, link)
                .filter(Objects::nonNull)
                .map(UUID::toString)
                .toList();
    }
}
