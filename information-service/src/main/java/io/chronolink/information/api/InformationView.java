package io.chronolink.information.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.api.CodeList.Stamp;
import io.chronolink.information.api.CodeList.SystemInformation;
import io.chronolink.information.api.CodeList.User;
import io.chronolink.information.domain.Information;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notice as the API shows it. */
@JsonNaming(SnakeCaseStrategy.class)
record InformationView(
        UUID id,
        @JsonFormat(pattern = Bodies.DATE, timezone = "UTC") Instant validFrom,
        String title,
        String name,
        String text,
        boolean deleted,
        int stateId,
        @Nullable UUID linkId,
        @JsonUnwrapped Details details,
        @Nullable CodeList informationParent,
        SystemInformation systemInformation) {

    static InformationView of(Information information, Details details) {
        Information.Parent parent = information.parent();
        return new InformationView(
                information.id(),
                information.validFrom(),
                information.title(),
                information.title(),
                information.text(),
                information.deleted(),
                information.stateId(),
                information.linkId(),
                details,
                parent == null ? null : new CodeList(parent.id(), parent.title(), parent.deleted(), null),
                new SystemInformation(
                        stamp(information.createdBy(), information.createdAt()),
                        stamp(information.changedBy(), information.changedAt())));
    }

    private static Stamp stamp(@Nullable String by, Instant at) {
        return new Stamp(by == null ? null : User.named(by), at);
    }
}
