package io.chronolink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.benchmarks.Report.Figure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeforeAfterTest {

    @TempDir
    Path directory;

    @Test
    void eachCellHasBothMediansAndTheRatioOfThePairs() throws IOException {
        List<List<Figure>> before = List.of(run(100, "a"), run(200, "a"), run(400, "a"));
        List<List<Figure>> after = List.of(run(110, "a"), run(180, "a"), run(400, "a"));

        assertThat(compared(before, after)).isEqualTo("""
                | Work | ms | ratio | aim |
                | --- | --- | --- | --- |
                | a | 200 → 180, × 1.00 (0.90 to 1.10) | 2.00 → 1.80, × 1.00 (0.90 to 1.10) | ≤ 3 |

                """);
    }

    @Test
    void aRowThatOnlyOneTreeHasIsNotCompared() throws IOException {
        assertThat(compared(List.of(run(100, "a", "old")), List.of(run(50, "new", "a"))))
                .isEqualTo("""
                | Work | ms | ratio | aim |
                | --- | --- | --- | --- |
                | new | – → 50.0 | – → 0.50 | ≤ 3 |
                | a | 100 → 50.0, × 0.50 | 1.00 → 0.50, × 0.50 | ≤ 3 |
                | old | 100 → – | 1.00 → – | ≤ 3 |

                """);
    }

    /** What a run writes down, with a figure that has three parts, a number, and an aim. */
    private List<Figure> run(double milliseconds, String... rows) throws IOException {
        Report report = Report.silent();
        report.table("Work", "ms", "ratio", "aim");
        for (String row : rows) {
            Measure measure = new Measure();
            List.of(1, 1_000, milliseconds).forEach(figure -> measure.add(figure.doubleValue()));
            report.row(row, measure, milliseconds / 100, "≤ 3");
        }
        report.end();
        Path file = directory.resolve("figures.tsv");
        report.write(file);
        return Figure.read(file);
    }

    private static String compared(List<List<Figure>> before, List<List<Figure>> after) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        BeforeAfter.compare(before, after, new Report(new PrintStream(printed, true, StandardCharsets.UTF_8)));
        return printed.toString(StandardCharsets.UTF_8);
    }
}
