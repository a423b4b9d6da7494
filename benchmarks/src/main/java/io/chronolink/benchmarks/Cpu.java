package io.chronolink.benchmarks;

import io.chronolink.events.Service;
import io.chronolink.stack.Stack;
import java.io.IOException;

/** CPU seconds, in user and system mode, of all processes of a stack. */
record Cpu(double services, double postgreSql, double kafka) {

    /** All until now; needs {@link Proc}. */
    static Cpu of(Stack stack) throws IOException {
        double services = 0;
        for (Service service : Service.values()) {
            services += Proc.cpuSeconds(stack.service(service).pid());
        }
        return new Cpu(
                services,
                Proc.cpuSeconds(stack.postgreSql().pid()),
                Proc.cpuSeconds(stack.kafka().pid()));
    }

    /** What the work takes, and whatever else the stack does meanwhile. */
    static Cpu of(Stack stack, Measure.Work work) throws Exception {
        Cpu before = of(stack);
        work.run();
        Cpu after = of(stack);
        return new Cpu(
                after.services - before.services, after.postgreSql - before.postgreSql, after.kafka - before.kafka);
    }

    double all() {
        return services + postgreSql + kafka;
    }
}
