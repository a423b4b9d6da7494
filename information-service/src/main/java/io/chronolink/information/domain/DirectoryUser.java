package io.chronolink.information.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom notices can be told to.
 *
 * @param email null for one who gets no mail
 */
public record DirectoryUser(
        UUID id,
        @Nullable String email,
        @Nullable String code,
        @Nullable String code2,
        @Nullable String title,
        @Nullable String introduction,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable UUID imageId,
        @Nullable UUID workPositionId,
        @Nullable UUID shiftId) {}
