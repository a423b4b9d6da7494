package io.chronolink.recording.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recording that somebody starts by hand.
 *
 * @param template values of metadata fields by the field's id, or null
 * @param author number of the user that will own it; null for the caller
 */
public record NewRecording(
        String name,
        @Nullable Map<String, String> template,
        Share share,
        @Nullable Long author) {}
