package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chronolink.demo.LauncherDemo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, which asks every service after every step whether it followed. */
class DemoIT {

    /** A large timetable of a real college, which is not part of the project: {@code -Ddemo.timetable=FILE}. */
    private static final @Nullable String REAL = System.getProperty("demo.timetable");

    @TempDir
    Path directory;

    @Test
    void theOwnTimetableSpreadsMovesRestsAndEnds() {
        Played played = play(Optional.empty());

        assertThat(played.held()).as(played.output()).isTrue();
        assertThat(played.output())
                .contains("60 series in 12 rooms of 4 buildings, Europe/Berlin")
                .contains("One bulk call gives 60 links their times")
                .contains("Every service followed every step.");
    }

    @Test
    void aRealTimetableSpreadsMovesRestsAndEnds() throws Exception {
        assumeTrue(REAL != null, "No -Ddemo.timetable=FILE is given, so only the demo's own timetable is played");

        Path file = Path.of(String.valueOf(REAL));
        List<CSVRecord> series = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(Files.newBufferedReader(file))
                .getRecords();
        long rooms = series.stream().map(one -> one.get("room")).distinct().count();

        Played played = play(Optional.of(file));

        assertThat(played.held()).as(played.output()).isTrue();
        assertThat(played.output()).contains("%d series in %d rooms".formatted(series.size(), rooms));
    }

    @Test
    void aTimetableThatIsNoneIsRefusedWithItsLine() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.csv"), """
                event_id,title,room,weekday,start,end,first_date,last_date,week_interval,time_zone
                a,Yoga,Hall 1,MO,09:00,10:00,2026-01-05,2026-03-30,1,Europe/Berlin
                b,Yoga,Hall 1,TU,09:00,10:00,2026-01-05,2026-03-30,1,Europe/Berlin
                """);

        Played played = play(Optional.of(file));

        assertThat(played.held()).isFalse();
        assertThat(played.output()).contains("series 2: first_date must lie on the weekday");
    }

    private static Played play(Optional<Path> timetable) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
        boolean held = new LauncherDemo().play(Platform.STACK, timetable, out);
        String text = output.toString(StandardCharsets.UTF_8);
        System.out.println(text);
        return new Played(held, text);
    }

    private record Played(boolean held, String output) {}
}
