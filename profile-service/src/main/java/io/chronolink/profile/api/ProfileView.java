package io.chronolink.profile.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.profile.domain.Profile;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A time profile as clients see it; only where it stands alone with the identifiers that it is attached to. */
@JsonNaming(SnakeCaseStrategy.class)
record ProfileView(
        long uid,
        @Nullable UUID linkId,
        String name,
        @JsonRawValue String timeOptions,
        @JsonRawValue String repeatOptions,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Identifiers identifiers) {

    @JsonNaming(SnakeCaseStrategy.class)
    record Identifiers(List<Long> uidItems, int count) {}

    static ProfileView of(Profile profile) {
        return of(profile, null);
    }

    static ProfileView alone(Profile profile, List<Long> identifiers) {
        return of(profile, new Identifiers(identifiers, identifiers.size()));
    }

    private static ProfileView of(Profile profile, @Nullable Identifiers identifiers) {
        return new ProfileView(
                profile.uid(),
                profile.linkId(),
                profile.name(),
                profile.timeOptions(),
                profile.repeatOptions(),
                identifiers);
    }
}
