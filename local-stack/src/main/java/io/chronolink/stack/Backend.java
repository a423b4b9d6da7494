package io.chronolink.stack;

import io.chronolink.events.Service;
import java.util.Map;
import java.util.function.Supplier;

/** What the parts of a stack run on: this machine, as processes, or a container engine. */
interface Backend extends AutoCloseable {

    Part postgreSql();

    /** The databases; PostgreSQL must have been started once. */
    Databases databases();

    Part kafka();

    /** Where Kafka answers to this JVM. */
    String bootstrapServers();

    /** Makes sure that there is something to start, or throws {@link StackException}. */
    void require(Service service);

    /** A service that is not started yet; its environment is asked for when it is. */
    Part service(Service service, Supplier<Map<String, String>> environment);

    /** The host at which the ports of the parts answer to this JVM. */
    String host();

    /** What tells a service where to listen, and where its database, Kafka and the key for tokens are for it. */
    Map<String, String> addresses(Service service);

    /** Takes away all that outlives the parts, which have been stopped. */
    @Override
    void close();
}
