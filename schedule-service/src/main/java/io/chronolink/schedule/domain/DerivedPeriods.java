package io.chronolink.schedule.domain;

import io.chronolink.links.LinkState;
import io.chronolink.links.Timings;
import io.chronolink.recurrence.DurationKind;
import io.chronolink.recurrence.Recurrence;
import io.chronolink.recurrence.ScheduleRule;
import io.chronolink.recurrence.ScheduleRule.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says the recurrence of a link in periods (docs/dialects/schedule.md#derived-periods): weekly rules become one
 * period for each day of the week, monthly ones by day one for each day, everything else one advanced period.
 */
final class DerivedPeriods {

    /** Names of derived periods begin so; no other period may. */
    static final String PREFIX = "derived: ";

    private static final Pattern DAYS_OF_MONTH =
            Pattern.compile("FREQ=MONTHLY(?:;INTERVAL=1)?;BYMONTHDAY=([0-9]+(?:,[0-9]+)+)(?:;COUNT=[0-9]+)?");

    private DerivedPeriods() {}

    /** The derived periods of a recurrence, with the names that they keep as long as the rule keeps its days. */
    static List<Period> of(LinkState link) {
        return link.isLive() && link.timing() != null ? of(Timings.recurrence(link.timing()), link.held()) : List.of();
    }

    static List<Period> of(Recurrence recurrence, boolean held) {
        List<Period> periods = new ArrayList<>();
        Boolean active = held ? Boolean.FALSE : null;
        if (recurrence.duration().isZero()) {
            return periods;
        }
        for (ScheduleRule rule : fitsClockTimes(recurrence) ? simple(recurrence) : List.<ScheduleRule>of()) {
            Event event = event(recurrence, rule, null);
            // A day that the rule's end leaves without any occurrence makes no period.
            if (event.recurrence(recurrence.zone()).firstStart().isPresent()) {
                periods.add(new Period(PREFIX + name(rule), event.checked(), active, true));
            }
        }
        if (periods.isEmpty() && recurrence.firstStart().isPresent()) {
            periods.add(new Period(PREFIX + "rule", rule(recurrence), active, true));
        }
        return periods;
    }

    private static String name(ScheduleRule rule) {
        return rule.type() == Type.WEEKLY ? Fields.text(rule.days().iterator().next()) : "day " + rule.dayOfMonth();
    }

    /** One rule for each day of a weekly rule, or of a monthly one by day; empty for other rules. */
    private static List<ScheduleRule> simple(Recurrence recurrence) {
        List<ScheduleRule> rules = new ArrayList<>();
        ScheduleRule whole = ScheduleRule.of(recurrence).orElse(null);
        if (whole != null && whole.type() == Type.WEEKLY && whole.interval() == 1) {
            new TreeSet<DayOfWeek>(whole.days()).forEach(day -> rules.add(ScheduleRule.weekly(Set.of(day))));
        } else if (whole != null && whole.type() == Type.MONTHLY_BY_DAY && whole.interval() == 1) {
            rules.add(whole.until(null));
        } else {
            daysOfMonth(recurrence.rrule()).forEach(day -> rules.add(ScheduleRule.monthly(day)));
        }
        LocalDate last = lastDate(recurrence).orElse(null);
        return rules.stream().map(rule -> rule.until(last)).toList();
    }

    /** The days of a monthly rule that names several. */
    private static List<Integer> daysOfMonth(@Nullable String rrule) {
        Matcher days = DAYS_OF_MONTH.matcher(rrule == null ? "" : rrule.toUpperCase(Locale.ROOT));
        return days.matches()
                ? Arrays.stream(days.group(1).split(","))
                        .map(Integer::valueOf)
                        .distinct()
                        .sorted()
                        .toList()
                : List.of();
    }

    /** The day on which the last one starts; empty if there is no last one. */
    private static Optional<LocalDate> lastDate(Recurrence recurrence) {
        return recurrence.lastEnd().map(end -> {
            if (recurrence.durationKind() == DurationKind.ELAPSED) {
                Instant start = end.minus(recurrence.duration());
                return start.atZone(recurrence.zone()).toLocalDate();
            }
            return LocalDateTime.ofInstant(end, recurrence.zone())
                    .minus(recurrence.duration())
                    .toLocalDate();
        });
    }

    private static Event rule(Recurrence recurrence) {
        ScheduleRule rule = ScheduleRule.of(recurrence).orElse(null);
        String rrule = recurrence.rrule();
        if (rule != null || rrule == null) {
            return event(recurrence, rule, null).checked();
        }
        boolean endsItself = rrule.contains("COUNT=") || rrule.contains("UNTIL=");
        String end = lastDate(recurrence)
                .filter(last -> !endsItself)
                .map(last -> ";UNTIL=" + DateTimeFormatter.BASIC_ISO_DATE.format(last))
                .orElse("");
        return event(recurrence, null, rrule + end).checked();
    }

    private static Event event(Recurrence recurrence, @Nullable ScheduleRule rule, @Nullable String rrule) {
        LocalDateTime start = recurrence.start();
        LocalDateTime end = start.plus(recurrence.duration());
        boolean allDay = start.toLocalTime().equals(LocalTime.MIDNIGHT)
                && end.toLocalTime().equals(LocalTime.MIDNIGHT)
                && end.isAfter(start);
        return allDay
                ? new Event(
                        start.toLocalDate(), end.toLocalDate().minusDays(1), null, null, rule, rrule, recurrence.zone())
                : new Event(
                        start.toLocalDate(),
                        end.toLocalDate(),
                        start.toLocalTime(),
                        end.toLocalTime(),
                        rule,
                        rrule,
                        recurrence.zone());
    }

    /** Whether two different times of day in whole minutes say it, the second one on the same or the next day. */
    private static boolean fitsClockTimes(Recurrence recurrence) {
        Duration duration = recurrence.duration();
        return !duration.isZero()
                && duration.compareTo(Duration.ofDays(1)) < 0
                && duration.toSecondsPart() == 0
                && recurrence.start().getSecond() == 0;
    }
}
