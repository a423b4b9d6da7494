package io.chronolink.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A term's series, moved forward by whole weeks so that all of it lies ahead.
 *
 * @param weeks by how many weeks the dates were moved
 */
record Timetable(List<Series> series, long weeks) {

    private static final List<String> COLUMNS = List.of(
            "event_id",
            "title",
            "room",
            "weekday",
            "start",
            "end",
            "first_date",
            "last_date",
            "week_interval",
            "time_zone");
    private static final List<String> WEEKDAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    /** A file that is no timetable; the message says where and why. */
    static final class NotATimetable extends Exception {
        private static final long serialVersionUID = 1;

        NotATimetable(String message) {
            super(message);
        }
    }

    ZoneId zone() {
        return series.get(0).zone();
    }

    /** The demo's own timetable. */
    static Timetable own(LocalDate today) throws NotATimetable {
        try (InputStream file = Timetable.class.getResourceAsStream("timetable.csv")) {
            if (file == null) {
                throw new NotATimetable("The demo's own timetable is missing.");
            }
            return read(new InputStreamReader(file, StandardCharsets.UTF_8), "the demo's timetable", today);
        } catch (IOException e) {
            throw new NotATimetable("The demo's own timetable cannot be read.");
        }
    }

    static Timetable read(Path file, LocalDate today) throws NotATimetable {
        try (Reader reader = Files.newBufferedReader(file)) {
            return read(reader, file.toString(), today);
        } catch (NoSuchFileException e) {
            throw new NotATimetable(file + ": there is no such file");
        } catch (IOException e) {
            throw new NotATimetable(file + ": cannot be read as UTF-8 text");
        }
    }

    private static Timetable read(Reader reader, String name, LocalDate today) throws IOException, NotATimetable {
        List<Series> series = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        try (var lines = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(reader)) {
            if (!lines.getHeaderNames().equals(COLUMNS)) {
                throw new NotATimetable(name + ": the columns must be " + String.join(",", COLUMNS));
            }
            for (CSVRecord line : lines) {
                Series one = series(line, name);
                if (!ids.add(one.eventId())) {
                    throw new NotATimetable(at(name, line) + "event_id " + one.eventId() + " occurs twice");
                }
                if (!series.isEmpty() && !one.zone().equals(series.get(0).zone())) {
                    throw new NotATimetable(at(name, line) + "all lines must have the same time_zone");
                }
                series.add(one);
            }
        }
        if (series.isEmpty()) {
            throw new NotATimetable(name + ": there is no series in it");
        }
        LocalDate first =
                series.stream().map(Series::firstDate).min(LocalDate::compareTo).orElseThrow();
        // Whole weeks keep the weekdays; from tomorrow on nothing has begun yet in any zone.
        long weeks = Math.max(0, Math.floorDiv(ChronoUnit.DAYS.between(first, today.plusDays(1)), 7L) + 1);
        return new Timetable(series.stream().map(one -> one.movedByWeeks(weeks)).toList(), weeks);
    }

    private static Series series(CSVRecord line, String name) throws NotATimetable {
        if (!line.isConsistent()) {
            throw new NotATimetable(at(name, line) + "there must be " + COLUMNS.size() + " columns");
        }
        try {
            int weekday = WEEKDAYS.indexOf(line.get("weekday"));
            Series series = new Series(
                    line.get("event_id"),
                    line.get("title"),
                    line.get("room"),
                    DayOfWeek.of(weekday + 1),
                    LocalTime.parse(line.get("start")),
                    LocalTime.parse(line.get("end")),
                    LocalDate.parse(line.get("first_date")),
                    LocalDate.parse(line.get("last_date")),
                    Integer.parseInt(line.get("week_interval")),
                    ZoneId.of(line.get("time_zone")));
            if (series.eventId().isBlank()
                    || series.title().isBlank()
                    || series.room().isBlank()) {
                throw new NotATimetable(at(name, line) + "event_id, title and room must not be empty");
            }
            if (series.weekInterval() < 1
                    || series.lastDate().isBefore(series.firstDate())
                    || series.firstDate().getDayOfWeek() != series.weekday()
                    || series.start().equals(series.end())) {
                throw new NotATimetable(at(name, line)
                        + "first_date must lie on the weekday and not after last_date, the interval be at least 1,"
                        + " and start and end differ");
            }
            return series;
        } catch (DateTimeException | NumberFormatException e) {
            throw new NotATimetable(at(name, line)
                    + "weekday is MO to SU, times are HH:MM, dates YYYY-MM-DD, the interval a number, the zone an"
                    + " IANA name");
        }
    }

    private static String at(String name, CSVRecord line) {
        return name + ", series " + line.getRecordNumber() + ": ";
    }
}
