package io.chronolink.profile.domain;

import io.chronolink.events.Timing;
import io.chronolink.kit.web.Failure;
import io.chronolink.links.Timings;
import io.chronolink.recurrence.InvalidRecurrenceException;
import io.chronolink.recurrence.ProfileRule;
import java.time.ZoneId;
import java.util.Map;

/**
 * A time profile as a client sent it.
 *
 * @param timeOptions the member {@code time_options}
 * @param repeatOptions the member {@code repeat_options}
 * @param rule what both say
 * @param dateFrom unix seconds
 * @param dateTo unix seconds, not before {@code dateFrom}
 */
public record ProfileItem(
        String name,
        Map<String, Object> timeOptions,
        Map<String, Object> repeatOptions,
        ProfileRule rule,
        long dateFrom,
        long dateTo) {

    /**
     * When it is active, in a zone.
     *
     * @throws Failure (malformed) for a rule that never matches
     */
    Timing timing(ZoneId zone) {
        try {
            return Timings.of(rule.in(zone));
        } catch (InvalidRecurrenceException neverMatches) {
            throw Failure.of(Failure.Kind.MALFORMED, "The rule never matches.");
        }
    }
}
