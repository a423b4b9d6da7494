package io.chronolink.information.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The members of a notice that the service keeps for its clients and makes nothing of. */
@JsonNaming(SnakeCaseStrategy.class)
record Details(
        @Nullable List<@Nullable CodeList> labels,
        @Nullable List<@Nullable CodeList> sections,

        @JsonFormat(pattern = Bodies.DATE, timezone = "UTC") @Nullable
        Instant date,

        @Nullable UUID imageId,
        @Nullable UUID logoId,
        @Nullable List<@Nullable UUID> images,
        @Nullable Boolean openInside,
        @Nullable CodeListSystem viewOption,
        @Nullable String targetUsersQuery,
        @Nullable String metaTitle,
        @Nullable String metaDescription,
        @Nullable String slug,
        @Nullable String url,
        @Nullable String perex,
        @Nullable Boolean showEsgButton,
        @Nullable Boolean forUser,
        @Nullable Boolean forHr,
        @Nullable Boolean forAdmin,
        @Nullable Boolean priority,
        @Nullable File file,
        @Nullable Integer minutesForRead) {

    @JsonNaming(SnakeCaseStrategy.class)
    record CodeListSystem(
            @Nullable Integer id,
            @Nullable String name,
            @Nullable String nameEn,
            @Nullable String code) {}

    record File(@Nullable UUID id, @Nullable String name) {}

    /** Never null: what was not sent is empty. */
    @Override
    public List<@Nullable CodeList> labels() {
        return labels == null ? List.of() : labels;
    }

    /** Never null: what was not sent is empty. */
    @Override
    public List<@Nullable CodeList> sections() {
        return sections == null ? List.of() : sections;
    }

    /** Whether a member is there that is required where a notice is replaced. */
    boolean hasLabels() {
        return labels != null;
    }

    boolean hasSections() {
        return sections != null;
    }
}
