package io.chronolink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcTest {

    /** As proc(5) has it: utime, stime, cutime and cstime are the fields 14 to 17. */
    private static final String STAT = "4711 (postgres: a) b (c) S 1 4711 4711 0 -1 4194560 5155 9901 0 12 103 42 2017"
            + " 388 20 0 1 0 86400 231157760 6912 18446744073709551615";

    @Test
    void theNameMayHoldBracketsAndSpaces() {
        assertThat(Proc.Ticks.parse(STAT)).isEqualTo(new Proc.Ticks(103 + 42, 2017 + 388));
    }

    @Test
    void aChildThatHasEndedIsCounted() throws Exception {
        assumeTrue(Proc.isThere());
        // The shell waits for its child, and then for us.
        Process shell = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'" + "; echo done; read -r line")
                .start();
        try {
            assertThat(shell.inputReader().readLine()).isEqualTo("done");
            assertThat(Proc.cpuSeconds(shell.pid())).isGreaterThan(0.03);
            assertThat(shell.children()).isEmpty();
        } finally {
            shell.destroyForcibly().waitFor();
        }
    }

    @Test
    void aChildThatRunsIsCounted() throws Exception {
        assumeTrue(Proc.isThere());
        Process shell = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done;" + " echo done; read -r line'; exit")
                .start();
        try {
            assertThat(shell.inputReader().readLine()).isEqualTo("done");
            assertThat(Proc.cpuSeconds(shell.pid())).isGreaterThan(0.03);
            assertThat(shell.children()).hasSize(1);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
        }
    }

    @Test
    void thisProcessHasMemory() throws IOException {
        assumeTrue(Proc.isThere());
        assertThat(Proc.residentMegabytes(ProcessHandle.current().pid())).isBetween(10L, 10_000L);
    }
}
