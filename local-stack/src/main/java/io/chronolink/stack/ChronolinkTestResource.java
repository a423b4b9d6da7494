package io.chronolink.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} real PostgreSQL and Kafka, started once per JVM. The init argument {@code service}
 * names the database and the role that owns it: {@code @QuarkusTestResource(value = ChronolinkTestResource.class,
 * initArgs = @ResourceArg(name = "service", value = "profile"))}.
 */
public final class ChronolinkTestResource implements QuarkusTestResourceLifecycleManager {

    private String service = "";

    @Override
    public void init(Map<String, String> initArgs) {
        service = initArgs.getOrDefault("service", "");
        if (service.isEmpty()) {
            throw new IllegalArgumentException("ChronolinkTestResource needs the init argument \"service\"");
        }
    }

    @Override
    public Map<String, String> start() {
        TestStack.startOnce();
        var databases = TestStack.databases();
        databases.create(service);
        return Map.of(
                "quarkus.datasource.jdbc.url", databases.jdbcUrl(service),
                "quarkus.datasource.username", service,
                "quarkus.datasource.password", databases.password(service),
                "kafka.bootstrap.servers", TestStack.bootstrapServers(),
                "mp.jwt.verify.publickey.location", "file:" + TestStack.tokens().publicKey());
    }

    /** Nothing stops here: the next test class goes on with the same processes. */
    @Override
    public void stop() {}
}
