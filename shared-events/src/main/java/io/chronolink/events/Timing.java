package io.chronolink.events;

import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * When something takes place, as RFC 5545 says it.
 *
 * @param start local date-time of the series' start (DTSTART)
 * @param zone IANA name of the zone in which {@code start} and the rule are read
 * @param durationSeconds length of one occurrence in seconds, more than 0
 * @param wallClockDuration true if the end is the local start plus the duration (whole local days
 *     across a daylight-saving change), false if it is the start's instant plus elapsed seconds
 * @param rrule RFC 5545 rule without "RRULE:", or null for a single occurrence
 * @param lastStart local date-time of the last possible start, inclusive, or null for no end
 * @param firstStart instant of the first occurrence's start, or null if nothing ever occurs
 * @param lastEnd instant at which the last occurrence ends, exclusive, or null for no end
 */
public record Timing(
        LocalDateTime start,
        String zone,
        long durationSeconds,
        boolean wallClockDuration,
        @Nullable String rrule,
        @Nullable LocalDateTime lastStart,
        @Nullable Instant firstStart,
        @Nullable Instant lastEnd) {}
