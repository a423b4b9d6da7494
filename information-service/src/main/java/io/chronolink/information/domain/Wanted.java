package io.chronolink.information.domain;

import io.chronolink.kit.events.Cause;
import java.util.UUID;

/** A notice that is to change, and why. */
public record Wanted(Cause cause, UUID id) {

    String tenant() {
        return cause.tenant();
    }
}
