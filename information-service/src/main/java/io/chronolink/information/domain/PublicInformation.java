package io.chronolink.information.domain;

import io.chronolink.events.InformationEvent;
import io.chronolink.events.InformationEvent.InformationDeleted;
import io.chronolink.events.InformationEvent.InformationSaved;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What events tell of a notice beside its state, after the change that gave it this version. */
record PublicInformation(
        UUID id,
        long version,
        @Nullable UUID linkId,
        long linkVersion,
        @Nullable UUID parentId,
        String title,
        String text,
        Instant validFrom) {

    /** From the columns of that order, beginning with the one at that place. */
    static PublicInformation of(ResultSet row, int first) throws SQLException {
        return new PublicInformation(
                row.getObject(first, UUID.class),
                row.getLong(first + 1),
                row.getObject(first + 2, UUID.class),
                row.getLong(first + 3),
                row.getObject(first + 4, UUID.class),
                row.getString(first + 5),
                row.getString(first + 6),
                row.getObject(first + 7, OffsetDateTime.class).toInstant());
    }

    InformationSaved saved(State state) {
        return new InformationSaved(id, version, linkId, knownLinkVersion(), information(state));
    }

    InformationStateChanged stateChanged(State state, State before, @Nullable String message) {
        return new InformationStateChanged(
                id, version, linkId, knownLinkVersion(), information(state), before.id(), before.category(), message);
    }

    InformationDeleted deleted() {
        return new InformationDeleted(id, version, linkId);
    }

    private @Nullable Long knownLinkVersion() {
        return linkId == null || linkVersion == 0 ? null : linkVersion;
    }

    private InformationEvent.Information information(State state) {
        return new InformationEvent.Information(
                title, text, parentId, state.id(), state.code(), state.category(), validFrom);
    }
}
