package io.chronolink.recurrence;

import static java.time.temporal.ChronoUnit.MONTHS;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.dmfs.rfc5545.Weekday;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.WeekdayNum;
import org.jspecify.annotations.Nullable;

/**
 * The common shapes, computed instead of searched: every n days, weekdays of every n-th week, numbered days of every
 * n-th month, the same day of every n-th year. Some forty times faster than lib-recur, whose answers it must equal.
 */
abstract class ArithmeticDates implements DateSequence {

    final long start;

    private ArithmeticDates(LocalDate start) {
        this.start = start.toEpochDay();
    }

    /** The given date alone. */
    static DateSequence single(LocalDate date) {
        return new Single(date);
    }

    /** The dates of a rule without an end, or null if its shape is none of these. */
    static @Nullable DateSequence of(RecurrenceRule rule, LocalDate start) {
        if (rule.hasPart(Part.BYMONTH) || rule.hasPart(Part.BYYEARDAY) || rule.hasPart(Part.BYSETPOS)) {
            return null;
        }
        List<WeekdayNum> weekdays = rule.getByDayPart();
        List<Integer> monthDays = rule.getByPart(Part.BYMONTHDAY);
        Freq freq = rule.getFreq();
        if (freq == Freq.WEEKLY && monthDays == null) {
            return new Weekly(rule.getInterval(), weekStart(rule), weekdays, start);
        }
        if (weekdays != null) {
            return null;
        }
        if (freq == Freq.DAILY && monthDays == null) {
            return new Daily(rule.getInterval(), start);
        }
        if (freq == Freq.MONTHLY && (monthDays == null || monthDays.stream().allMatch(day -> day > 0))) {
            return new Monthly(rule.getInterval(), monthDays, start);
        }
        if (freq == Freq.YEARLY && monthDays == null) {
            return new Monthly(12 * rule.getInterval(), null, start);
        }
        return null;
    }

    /** The first date on or after the given day, itself not before the start, or {@link #NONE}. */
    abstract long onOrAfter(long epochDay);

    @Override
    public Cursor from(long epochDay) {
        return new Cursor() {
            private long position = Math.max(epochDay, start);

            @Override
            public long next() {
                long day = position > LAST_DAY ? NONE : onOrAfter(position);
                if (day > LAST_DAY) {
                    position = NONE;
                    return NONE;
                }
                position = day + 1;
                return day;
            }
        };
    }

    private static DayOfWeek weekStart(RecurrenceRule rule) {
        return dayOfWeek(rule.getWeekStart());
    }

    private static DayOfWeek dayOfWeek(Weekday weekday) {
        // The library counts from Sunday = 0, java.time from Monday = 1.
        return DayOfWeek.SUNDAY.plus(weekday.ordinal());
    }

    private static final class Single extends ArithmeticDates {

        Single(LocalDate start) {
            super(start);
        }

        @Override
        long onOrAfter(long epochDay) {
            return epochDay <= start ? start : NONE;
        }

        @Override
        public long countBefore(long epochDay) {
            return epochDay > start ? 1 : 0;
        }
    }

    private static final class Daily extends ArithmeticDates {

        private final int interval;

        Daily(int interval, LocalDate start) {
            super(start);
            this.interval = interval;
        }

        @Override
        long onOrAfter(long epochDay) {
            return start + countBefore(epochDay) * interval;
        }

        @Override
        public long countBefore(long epochDay) {
            return epochDay <= start ? 0 : Math.floorDiv(epochDay - start - 1, interval) + 1;
        }
    }

    private static final class Weekly extends ArithmeticDates {

        private final long firstWeek;
        private final int step;
        /** Days after the start of the week, ascending. */
        private final int[] offsets;

        Weekly(int interval, DayOfWeek weekStart, @Nullable List<WeekdayNum> weekdays, LocalDate start) {
            super(start);
            this.step = 7 * interval;
            this.firstWeek = this.start - daysSince(weekStart, start.getDayOfWeek());
            this.offsets = weekdays == null
                    ? new int[] {daysSince(weekStart, start.getDayOfWeek())}
                    : weekdays.stream()
                            .mapToInt(day -> daysSince(weekStart, dayOfWeek(day.weekday)))
                            .sorted()
                            .distinct()
                            .toArray();
        }

        private static int daysSince(DayOfWeek weekStart, DayOfWeek day) {
            return Math.floorMod(day.getValue() - weekStart.getValue(), 7);
        }

        @Override
        long onOrAfter(long epochDay) {
            long week = firstWeek + Math.floorDiv(epochDay - firstWeek, step) * step;
            for (int offset : offsets) {
                if (week + offset >= epochDay) {
                    return week + offset;
                }
            }
            return week + step + offsets[0];
        }

        @Override
        public long countBefore(long epochDay) {
            return epochDay <= start ? 0 : countFromFirstWeek(epochDay) - countFromFirstWeek(start);
        }

        private long countFromFirstWeek(long epochDay) {
            long weeks = Math.floorDiv(epochDay - firstWeek, step);
            long days = epochDay - firstWeek - weeks * step;
            return weeks * offsets.length
                    + Arrays.stream(offsets).filter(offset -> offset < days).count();
        }
    }

    private static final class Monthly extends ArithmeticDates {

        private final LocalDate firstMonth;
        private final int interval;
        /** Days of the month, ascending. */
        private final int[] days;

        Monthly(int interval, @Nullable List<Integer> monthDays, LocalDate start) {
            super(start);
            this.interval = interval;
            this.firstMonth = start.withDayOfMonth(1);
            this.days = monthDays == null
                    ? new int[] {start.getDayOfMonth()}
                    : monthDays.stream()
                            .mapToInt(Integer::intValue)
                            .sorted()
                            .distinct()
                            .toArray();
        }

        @Override
        long onOrAfter(long epochDay) {
            LocalDate month = monthOf(epochDay);
            while (month.toEpochDay() <= LAST_DAY) {
                for (int day : days) {
                    long candidate = month.toEpochDay() + day - 1;
                    if (candidate >= epochDay && day <= month.lengthOfMonth()) {
                        return candidate;
                    }
                }
                month = month.plusMonths(interval);
            }
            return NONE;
        }

        @Override
        public long countBefore(long epochDay) {
            if (epochDay <= start) {
                return 0;
            }
            return countFromFirstMonth(epochDay) - countFromFirstMonth(start);
        }

        private long countFromFirstMonth(long epochDay) {
            LocalDate last = monthOf(epochDay);
            long count = countIn(last, day -> last.toEpochDay() + day - 1 < epochDay ? 1 : 0);
            if (days[days.length - 1] <= 28) {
                return count + MONTHS.between(firstMonth, last) / interval * days.length;
            }
            for (LocalDate month = firstMonth; month.isBefore(last); month = month.plusMonths(interval)) {
                count += countIn(month, day -> 1);
            }
            return count;
        }

        private long countIn(LocalDate month, LongUnaryOperator ifPresent) {
            int length = month.lengthOfMonth();
            long count = 0;
            for (int day : days) {
                count += day <= length ? ifPresent.applyAsLong(day) : 0;
            }
            return count;
        }

        /** The rule's month that contains the day, or the one before it. */
        private LocalDate monthOf(long epochDay) {
            LocalDate month = LocalDate.ofEpochDay(epochDay).withDayOfMonth(1);
            return firstMonth.plusMonths(MONTHS.between(firstMonth, month) / interval * interval);
        }
    }
}
