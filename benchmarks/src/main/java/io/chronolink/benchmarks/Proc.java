package io.chronolink.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of processes in {@code /proc}; Java itself does not know of children that have ended. */
final class Proc {

    /** What there is to print where {@link #isThere} says no. */
    static final String ELSEWHERE = "only on Linux";

    private static final Path ROOT = Path.of("/proc");

    /** The unit of the times in {@code stat}, on every processor that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /**
     * CPU time of a process in user and system mode.
     *
     * @param own the process's
     * @param ended that of its children that have ended and were waited for, and of theirs
     */
    record Ticks(long own, long ended) {

        /** Reads a line of {@code stat}; the name in it may hold spaces and brackets. */
        static Ticks parse(String stat) {
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Ticks(
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
        }

        long all() {
            return own + ended;
        }
    }

    private Proc() {}

    static boolean isThere() {
        return Files.isReadable(ROOT.resolve("self/stat"));
    }

    /** CPU seconds of a process and all its children since it started, of those too that have ended. */
    static double cpuSeconds(long pid) throws IOException {
        while (true) {
            Ticks before = ticks(pid);
            long children = ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .mapToLong(Proc::ticksOfChild)
                    .sum();
            Ticks after = ticks(pid);
            // A child that ended meanwhile was counted in neither place, or in both.
            if (before.ended() == after.ended()) {
                return (after.all() + children) / TICKS_PER_SECOND;
            }
        }
    }

    static long residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(ROOT.resolve(pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("Process " + pid + " has no memory");
    }

    private static long ticksOfChild(ProcessHandle child) {
        try {
            return ticks(child.pid()).all();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static Ticks ticks(long pid) throws IOException {
        return Ticks.parse(Files.readString(ROOT.resolve(pid + "/stat")));
    }
}
