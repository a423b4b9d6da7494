package io.chronolink.recording.domain;

import org.jspecify.annotations.Nullable;

/** A room as a caller wants it. */
public record NewRoom(
        String name,
        @Nullable String zone,
        boolean exclusive,
        boolean isIo,
        @Nullable Long ioCameraId,
        @Nullable Long ioUserId,
        @Nullable String deviceUrl) {}
