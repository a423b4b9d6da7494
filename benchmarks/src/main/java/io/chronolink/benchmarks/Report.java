package io.chronolink.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tables of a run, printed for people and kept figure by figure for a program. */
final class Report {

    /**
     * One cell of a table.
     *
     * @param table all heads of its table, which is what tells tables apart
     * @param value a number without any rounding, or a text
     */
    record Figure(String table, String row, String column, String value) {

        /** The figures of a file, in order. */
        static List<Figure> read(Path file) throws IOException {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split("\t", 4))
                    .map(part -> new Figure(part[0], part[1], part[2], part[3]))
                    .toList();
        }

        private String line() {
            return String.join("\t", table, row, column, value);
        }
    }

    private static final String BETWEEN = " | ";

    private final PrintStream out;
    private final List<Figure> figures = new ArrayList<>();
    private List<String> heads = List.of();

    Report(PrintStream out) {
        this.out = out;
    }

    /** A report that only keeps figures. */
    static Report silent() {
        return new Report(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    /** All figures of all tables so far. */
    List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** Writes all figures so far to a file, for {@link Figure#read}. */
    void write(Path file) throws IOException {
        Files.write(file, figures.stream().map(Figure::line).toList());
    }

    /** A line of its own, with an empty one after it. */
    void say(String line) {
        out.println(line);
        out.println();
    }

    /** Begins a table; the first head is that of the rows' names. */
    void table(List<String> columns) {
        heads = columns;
        out.println("| " + String.join(BETWEEN, heads) + " |");
        out.println("| --- ".repeat(heads.size()) + "|");
    }

    /** {@link #table(List)} */
    void table(String... columns) {
        table(List.of(columns));
    }

    /** A row; cells are figures (a {@link Measure} or a number) or texts, such as an aim. */
    void row(String name, Object... cells) {
        StringBuilder line = new StringBuilder("| ").append(name);
        for (int i = 0; i < cells.length; i++) {
            line.append(BETWEEN).append(cells[i] instanceof Number number ? Measure.text(number) : cells[i]);
            figures.add(new Figure(String.join(BETWEEN, heads), name, heads.get(i + 1), value(cells[i])));
        }
        out.println(line.append(" |"));
    }

    /** How much of the bare work the product is: 1 means that the product costs nothing. */
    void ratio(String work, Measure bare, Measure product, String aim) {
        row(work, bare, product, bare.median() / product.median(), aim);
    }

    /** How many times the bare work the product takes. */
    void times(String work, Measure bare, Measure product, double quantile, String aim) {
        double least = bare.quantile(quantile);
        double taken = product.quantile(quantile);
        row(work, least, taken, taken / least, aim);
    }

    /** Ends a table. */
    void end() {
        out.println();
    }

    /** The heads of a figure's table. */
    static List<String> heads(String table) {
        return List.of(table.split(" \\| "));
    }

    private static String value(Object cell) {
        return cell instanceof Measure measure ? Double.toString(measure.median()) : cell.toString();
    }
}
