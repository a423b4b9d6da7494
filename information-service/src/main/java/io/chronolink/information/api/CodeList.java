package io.chronolink.information.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that is named by its id: a label, a section, a parent. */
@JsonNaming(SnakeCaseStrategy.class)
record CodeList(
        @Nullable UUID id,
        @Nullable String name,
        @Nullable Boolean deleted,
        @Nullable SystemInformation systemInformation) {

    /** Who made something, and who changed it last. */
    @JsonNaming(SnakeCaseStrategy.class)
    record SystemInformation(
            @Nullable Stamp creation, @Nullable Stamp lastChange) {}

    record Stamp(
            @Nullable User user,

            @JsonFormat(pattern = Bodies.DATE, timezone = "UTC") @Nullable
            Instant date) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record User(
            @Nullable String fullName,
            @Nullable UUID id,
            @Nullable UUID imageId,
            @Nullable UUID idUserWorkPosition,
            @Nullable UUID idShift,
            @Nullable String code,
            @Nullable String code2,
            @Nullable String title,
            @Nullable String introduction,
            @Nullable String firstName,
            @Nullable String lastName) {

        /** A user of whom only the name in the token is known. */
        static User named(String code) {
            return new User(null, null, null, null, null, code, null, null, null, null, null);
        }
    }
}
