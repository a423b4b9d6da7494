package io.chronolink.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronolink.demo.Timetable.NotATimetable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {

    private static final String HEADER =
            "event_id,title,room,weekday,start,end,first_date,last_date,week_interval,time_zone\n";

    @TempDir
    Path directory;

    @Test
    void theOwnTimetableHasWhatADemoShouldHave() throws NotATimetable {
        List<Series> series = Timetable.own(LocalDate.of(2026, 6, 1)).series();
        ZoneId zone = series.get(0).zone();

        assertThat(series).hasSize(60);
        assertThat(series.stream().map(Series::room).distinct()).hasSize(12);
        assertThat(series).anyMatch(one -> one.weekInterval() == 2);
        assertThat(series).anyMatch(one -> one.start().isAfter(LocalTime.of(19, 0)));
        assertThat(series).anyMatch(one -> !zone.getRules()
                .getOffset(one.firstStart())
                .equals(zone.getRules().getOffset(one.firstStart().plus(Duration.ofDays(180)))));
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01,0", "2026-01-03,0", "2026-01-04,1", "2026-01-05,1", "2026-01-11,2", "2027-01-04,53"})
    void theTermIsMovedByWholeWeeksUntilAllOfItLiesAhead(LocalDate today, long weeks) throws Exception {
        Path file = Files.writeString(
                directory.resolve("one.csv"),
                HEADER + "a,\"Yoga, gentle\",Hall 1,MO,09:00,10:00,2026-01-05,2026-03-30,1,Europe/Berlin\n");

        Timetable timetable = Timetable.read(file, today);

        assertThat(timetable.weeks()).isEqualTo(weeks);
        assertThat(timetable.series().get(0).firstDate())
                .isEqualTo(LocalDate.of(2026, 1, 5).plusWeeks(weeks));
        assertThat(timetable.series().get(0).title()).isEqualTo("Yoga, gentle");
    }

    @Test
    void timesAreThoseOfTheZoneAndAnEndBeforeTheStartIsTheNextDay() throws Exception {
        Path file = Files.writeString(
                directory.resolve("late.csv"),
                HEADER + "a,Night walk,Hall 1,MO,22:00,01:00,2026-07-06,2026-07-27,1,America/Chicago\n");

        Series series = Timetable.read(file, LocalDate.of(2026, 7, 1)).series().get(0);

        assertThat(series.firstStart()).isEqualTo(Instant.parse("2026-07-07T03:00:00Z"));
        assertThat(series.duration()).isEqualTo(Duration.ofHours(3));
        assertThat(series.building()).isEqualTo("Hall");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,Yoga,Hall,XX,09:00,10:00,2026-01-05,2026-03-30,1,Europe/Berlin|series 1: weekday is MO to SU",
                "a,Yoga,Hall,MO,9 am,10:00,2026-01-05,2026-03-30,1,Europe/Berlin|times are HH:MM",
                "a,Yoga,Hall,TU,09:00,10:00,2026-01-05,2026-03-30,1,Europe/Berlin|must lie on the weekday",
                "a,Yoga,Hall,MO,09:00,10:00,2026-01-05,2025-03-30,1,Europe/Berlin|not after last_date",
                "a,Yoga,Hall,MO,09:00,10:00,2026-01-05,2026-03-30,1,Mars/Base|an IANA name",
                "a,Yoga,Hall,MO,09:00|there must be 10 columns",
            })
    void aLineThatIsWrongIsNamed(String line, String words) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.csv"), HEADER + line + "\n");

        assertThatThrownBy(() -> Timetable.read(file, LocalDate.of(2026, 1, 1)))
                .isInstanceOf(NotATimetable.class)
                .hasMessageContaining(words);
    }

    @Test
    void aFileWithOtherColumnsOrNoLinesOrNoneAtAllIsRefused() throws Exception {
        Path columns = Files.writeString(directory.resolve("columns.csv"), "id,name\n1,Yoga\n");
        Path empty = Files.writeString(directory.resolve("empty.csv"), HEADER);

        assertThatThrownBy(() -> Timetable.read(columns, LocalDate.EPOCH)).hasMessageContaining("the columns must be");
        assertThatThrownBy(() -> Timetable.read(empty, LocalDate.EPOCH)).hasMessageContaining("no series");
        assertThatThrownBy(() -> Timetable.read(directory.resolve("none.csv"), LocalDate.EPOCH))
                .hasMessageContaining("there is no such file");
    }
}
