package io.chronolink.period.api;

import io.chronolink.kit.web.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The API's dates: {@code YYYY-MM-DD HH:MM:SS}, UTC, with the two values that stand for infinity. */
final class PeriodDates {

    private static final String MINUS_INFINITY = "1970-01-01 00:00:00";
    private static final String PLUS_INFINITY = "9999-12-31 23:59:59";
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    /** The formatter alone would take years of five digits, negative ones, and the year 0, which is in no database. */
    private static final Pattern SHAPE = Pattern.compile("(?!0000)\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private PeriodDates() {}

    /** The text of a period's start; null is without start. */
    static String start(@Nullable Instant start) {
        return start == null ? MINUS_INFINITY : text(start);
    }

    /** The text of a period's end; null is without end. */
    static String end(@Nullable Instant end) {
        return end == null ? PLUS_INFINITY : text(end);
    }

    static String text(Instant instant) {
        return instant.isAfter(LATEST) ? PLUS_INFINITY : FORMAT.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** A period's start; null where the text is missing or stands for "always has been". */
    static @Nullable Instant parseStart(String field, @Nullable String text) {
        return text == null || text.equals(MINUS_INFINITY) ? null : parse(field, text);
    }

    /** A period's end; null where the text is missing or stands for "without end". */
    static @Nullable Instant parseEnd(String field, @Nullable String text) {
        return text == null || text.equals(PLUS_INFINITY) ? null : parse(field, text);
    }

    /** An instant in the API's form or in that of ISO 8601 with an offset. */
    static Instant parseInstant(String field, String text) {
        if (SHAPE.matcher(text).matches()) {
            return parse(field, text);
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw Failure.invalid(
                    field, "The date must look like 2017-01-31 00:00:00 (UTC) or 2017-01-31T00:00:00+01:00.");
        }
        throw Failure.invalid(field, "The date must be in the years 1 to 9999.");
    }

    private static Instant parse(String field, String text) {
        if (SHAPE.matcher(text).matches()) {
            try {
                return LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                throw Failure.invalid(field, "There is no such date.");
            }
        }
        throw Failure.invalid(field, "The date must look like 2017-01-31 00:00:00.");
    }
}
