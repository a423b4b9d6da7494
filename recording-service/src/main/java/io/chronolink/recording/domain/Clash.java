package io.chronolink.recording.domain;

import io.chronolink.recurrence.Interval;

/**
 * A recording that finds its room taken by another one.
 *
 * @param wanted when it takes place
 * @param schedule number of the schedule that has the room
 * @param taken when that records
 */
public record Clash(Interval wanted, long schedule, String scheduleName, Interval taken) {}
