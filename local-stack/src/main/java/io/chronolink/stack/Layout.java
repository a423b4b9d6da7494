package io.chronolink.stack;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a stack is on this machine.
 *
 * @param directory what it keeps, absolute
 * @param ports the port of each part, by its name
 */
record Layout(Path directory, Map<String, Integer> ports) {

    static final String POSTGRESQL = "PostgreSQL";
    static final String KAFKA = "Kafka";
    static final String CONTROLLER = "Kafka's controller";

    int port(String part) {
        Integer port = ports.get(part);
        if (port == null) {
            throw new IllegalStateException("no port for " + part);
        }
        return port;
    }

    Path log(String part) {
        return directory.resolve("log").resolve(part + ".log");
    }
}
