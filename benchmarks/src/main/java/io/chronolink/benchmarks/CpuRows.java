package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import io.chronolink.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** CPU time of all processes for changes, until every service has applied them and nothing is left to send. */
final class CpuRows {

    /** How many changes one by one are sent for the compilers, then at 10 and at 100 a second. */
    private static final int WARM_UP = 1_000;

    private static final int SLOW = 200;
    private static final int FAST = 1_000;

    private final Stack stack;
    private final Platform platform;
    private final Links links;
    private final Report report;
    private final int warmUps;
    private final int repetitions;
    private final ObjectMapper json = new ObjectMapper();

    CpuRows(Stack stack, Platform platform, Report report, int warmUps, int repetitions) {
        this.stack = stack;
        this.platform = platform;
        this.links = new Links(platform);
        this.report = report;
        this.warmUps = warmUps;
        this.repetitions = repetitions;
    }

    /** Of a stack that has just started and has done nothing yet. */
    void print() throws Exception {
        if (!Proc.isThere()) {
            report.table("CPU time", "all processes");
            report.row("of changes", Proc.ELSEWHERE);
            report.end();
            return;
        }
        table("CPU seconds for 10 000 link upserts until all is done");
        row("the first after the start", List.of(many()), 1, "≤ 20");
        List<Cpu> rounds = new ArrayList<>();
        for (int round = 0; round < warmUps + repetitions; round++) {
            Cpu used = many();
            if (round >= warmUps) {
                rounds.add(used);
            }
        }
        row("warm", rounds, 1, "≤ 7");
        report.end();

        table("CPU milliseconds for a single change until all is done");
        String tenant = "cpu-" + UUID.randomUUID();
        String token = platform.token(tenant);
        byte[] notice =
                json.writeValueAsBytes(Map.of("title", "Notice", "text", "Text of some length, as notices have"));
        single(Service.PROFILE, "a time profile", token, i -> links.upsert(token, links.one(tenant, i)));
        single(
                Service.INFORMATION,
                "a new notice",
                token,
                i -> Platform.operation(platform.post(Service.INFORMATION, "/api/v1/informations", token, notice)));
        report.end();
    }

    private void table(String work) {
        report.table(work, "all processes", "services", "PostgreSQL", "Kafka", "aim");
    }

    private Cpu many() throws Exception {
        String tenant = "cpu-" + UUID.randomUUID();
        String token = platform.token(tenant);
        byte[] body = links.many(tenant);
        return Cpu.of(stack, () -> {
            platform.awaitDone(Service.PROFILE, links.upsert(token, body), token);
            platform.awaitQuiet();
        });
    }

    private void single(Service accepting, String what, String token, Pace.Change change) throws Exception {
        paced(accepting, WARM_UP, 100, token, change);
        Cpu slow = paced(accepting, SLOW, 10, token, change);
        row(what + ", 10 a second", List.of(slow), 1_000.0 / SLOW, "≤ 25");
        Cpu fast = paced(accepting, FAST, 100, token, change);
        row(what + ", 100 a second", List.of(fast), 1_000.0 / FAST, "≤ 15");
    }

    /** Asks for the last one only while it counts: asking for each would be a good part of what a change takes. */
    private Cpu paced(Service accepting, int count, int perSecond, String token, Pace.Change change) throws Exception {
        List<String> operations = new ArrayList<>();
        Cpu used = Cpu.of(stack, () -> {
            operations.addAll(Pace.send(count, perSecond, change));
            platform.awaitDone(accepting, operations.get(count - 1), token);
            platform.awaitQuiet();
        });
        for (String operation : operations) {
            platform.awaitDone(accepting, operation, token);
        }
        return used;
    }

    private void row(String name, List<Cpu> rounds, double unit, String aim) {
        Measure all = new Measure();
        Measure services = new Measure();
        Measure postgreSql = new Measure();
        Measure kafka = new Measure();
        for (Cpu used : rounds) {
            all.add(used.all() * unit);
            services.add(used.services() * unit);
            postgreSql.add(used.postgreSql() * unit);
            kafka.add(used.kafka() * unit);
        }
        report.row(name, all, services, postgreSql, kafka, aim);
    }
}
