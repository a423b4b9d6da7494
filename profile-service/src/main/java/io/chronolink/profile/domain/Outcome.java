package io.chronolink.profile.domain;

import java.util.UUID;

/** What became of one line of a bulk call. */
public record Outcome(UUID linkId, What what) {

    /** The words of the published document. */
    public enum What {
        created,
        updated,
        deleted,
        entity_not_found,
        bound_time_profile_doesnt_exist;

        /** Whether what was asked for was done. */
        public boolean isSuccess() {
            return this == created || this == updated || this == deleted;
        }
    }
}
