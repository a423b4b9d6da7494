package io.chronolink.benchmarks;

import io.chronolink.benchmarks.Report.Figure;
import io.chronolink.stack.Stack;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rows of two trees, measured in turn: row by row, and of each before, after, before, after, so that what else the machine
 * does falls on both. Each run is a JVM and a stack of its own, with these rows, but with the launcher of the tree, its
 * broker and its database, as its own {@code ./run} starts it. Single requests would show little but the noise that way:
 * of these both trees' stacks run at the same time, started by this tree's launcher, and take turns call by call.
 */
final class BeforeAfter {

    /** What begins so is handed on to the runs, but for what is set for each of them. */
    private static final String SETTINGS = "bench.";

    private static final Set<String> OWN = Set.of(Benchmarks.BEFORE, Benchmarks.ROWS, Benchmarks.FIGURES);
    private static final String NOTHING = "–";

    private final PrintStream out;
    private final Path before;
    private final Path after;

    BeforeAfter(PrintStream out, Path before, Path after) {
        this.out = out;
        this.before = before;
        this.after = after;
    }

    /** Prints the tables of every run and, after the last one of a row, those that compare. */
    void print(List<String> rows, int pairs) throws Exception {
        Report report = new Report(out);
        report.say("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors; "
                + "compared are the medians of " + pairs + " runs each in turn, × is after ÷ before, the median of the"
                + " pairs (least to most)");
        for (String row : rows) {
            List<List<Figure>> figuresBefore = new ArrayList<>();
            List<List<Figure>> figuresAfter = new ArrayList<>();
            for (int pair = 1; pair <= pairs; pair++) {
                String run = row + ", " + pair + " of " + pairs;
                if (row.equals(Benchmarks.SINGLES)) {
                    report.say("Before and after: " + run);
                    singles(figuresBefore, figuresAfter);
                } else {
                    report.say("Before: " + run);
                    figuresBefore.add(run(before, row));
                    report.say("After: " + run);
                    figuresAfter.add(run(after, row));
                }
            }
            report.say("Before → after: " + row);
            compare(figuresBefore, figuresAfter, report);
        }
    }

    private void singles(List<List<Figure>> figuresBefore, List<List<Figure>> figuresAfter) throws Exception {
        Report reportBefore = Report.silent();
        Report reportAfter = Report.silent();
        try (Stack stackBefore = Benchmarks.disposableStack(before);
                Stack stackAfter = Benchmarks.disposableStack(after)) {
            SingleRows.print(
                    List.of(new SingleRows(stackBefore, reportBefore), new SingleRows(stackAfter, reportAfter)),
                    Benchmarks.CALLS);
        }
        figuresBefore.add(reportBefore.figures());
        figuresAfter.add(reportAfter.figures());
    }

    private static List<Figure> run(Path tree, String row)
            throws IOException, InterruptedException, URISyntaxException {
        Path figures = Files.createTempFile("chronolink-figures", ".tsv");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith(SETTINGS) && !OWN.contains(name))
                    .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
            command.add("-D" + Benchmarks.ROWS + "=" + row);
            command.add("-D" + Benchmarks.FIGURES + "=" + figures);
            command.addAll(List.of("-cp", classpath(tree), Benchmarks.class.getName(), tree.toString()));
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IOException("The run on " + tree + " ended with exit code " + code);
            }
            return Figure.read(figures);
        } finally {
            Files.delete(figures);
        }
    }

    /** The rows of this tree and, as the tree's {@code ./run} has it, its launcher with the jars that it names. */
    private static String classpath(Path tree) throws IOException, URISyntaxException {
        Path rows = Path.of(Benchmarks.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path libraries = tree.resolve("local-stack/target/classes/local-stack.classpath");
        if (!Files.exists(libraries)) {
            throw new IOException(tree + " is not built: there is no " + libraries);
        }
        return String.join(
                File.pathSeparator,
                rows.toString(),
                jar(tree, "local-stack"),
                jar(tree, "shared-events"),
                Files.readString(libraries).strip());
    }

    private static String jar(Path tree, String module) throws IOException {
        try (var jars = Files.newDirectoryStream(tree.resolve(module).resolve("target"), module + "-*.jar")) {
            for (Path jar : jars) {
                return jar.toString();
            }
        }
        throw new IOException(tree + " is not built: there is no jar of " + module);
    }

    /** Tables with both figures in each cell; runs are pairs by their place. */
    static void compare(List<List<Figure>> before, List<List<Figure>> after, Report report) {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        Stream.of(after, before).flatMap(List::stream).flatMap(List::stream).forEach(figure -> rows.computeIfAbsent(
                        figure.table(), table -> new LinkedHashSet<>())
                .add(figure.row()));
        for (Map.Entry<String, Set<String>> table : rows.entrySet()) {
            List<String> heads = Report.heads(table.getKey());
            report.table(heads);
            for (String row : table.getValue()) {
                report.row(
                        row,
                        heads.stream()
                                .skip(1)
                                .map(column -> cell(
                                        values(before, table.getKey(), row, column),
                                        values(after, table.getKey(), row, column)))
                                .toArray());
            }
            report.end();
        }
    }

    private static List<String> values(List<List<Figure>> runs, String table, String row, String column) {
        return runs.stream()
                .flatMap(List::stream)
                .filter(figure -> figure.table().equals(table)
                        && figure.row().equals(row)
                        && figure.column().equals(column))
                .map(Figure::value)
                .toList();
    }

    /** Texts, such as aims, stay as they are. */
    private static String cell(List<String> before, List<String> after) {
        Measure figuresBefore = numbers(before);
        Measure figuresAfter = numbers(after);
        if (figuresBefore.size() + figuresAfter.size() == 0) {
            return Stream.concat(after.stream(), before.stream()).findFirst().orElse(NOTHING);
        }
        String both = Measure.text(figuresBefore.median()) + " → " + Measure.text(figuresAfter.median());
        if (figuresBefore.size() != figuresAfter.size()) {
            return both;
        }
        Measure ratios = new Measure();
        for (int pair = 0; pair < before.size(); pair++) {
            ratios.add(Double.parseDouble(after.get(pair)) / Double.parseDouble(before.get(pair)));
        }
        return both + ", × " + ratios;
    }

    private static Measure numbers(List<String> values) {
        Measure numbers = new Measure();
        for (String value : values) {
            try {
                numbers.add(Double.parseDouble(value));
            } catch (NumberFormatException text) {
                return new Measure();
            }
        }
        return numbers;
    }
}
