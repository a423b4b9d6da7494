package io.chronolink.stack;

import io.chronolink.events.Service;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** The parts of a stack as processes of this machine, from programs and jars of the Maven repository. */
final class Processes implements Backend {

    private final Layout layout;
    private final Path repository;
    private final Path archives;
    private final boolean archivesKept;
    private final Tokens tokens;
    private final PostgreSql postgreSql;
    private final KafkaBroker kafka;

    /**
     * @param repository the directory with the services' modules
     * @param cache where PostgreSQL's programs and class archives are kept
     * @param archivesKept whether that directory outlives the stack
     */
    Processes(Layout layout, Path repository, Path cache, boolean archivesKept, boolean disposable, Tokens tokens) {
        this.layout = layout;
        this.repository = repository;
        this.archives = cache.resolve("cds");
        this.archivesKept = archivesKept;
        this.tokens = tokens;
        var directory = layout.directory();
        this.postgreSql = new PostgreSql(
                cache,
                directory.resolve("postgresql"),
                layout.log("postgresql"),
                layout.port(Layout.POSTGRESQL),
                disposable);
        this.kafka = new KafkaBroker(
                directory.resolve("kafka"),
                archives,
                layout.log("kafka"),
                layout.port(Layout.KAFKA),
                layout.port(Layout.CONTROLLER),
                disposable);
    }

    @Override
    public Part postgreSql() {
        return postgreSql.part();
    }

    @Override
    public Databases databases() {
        return postgreSql.databases();
    }

    @Override
    public Part kafka() {
        return kafka.part();
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public void require(Service service) {
        ServiceProcess.runner(repository, service);
    }

    @Override
    public Part service(Service service, Supplier<Map<String, String>> environment) {
        var name = service.wireName();
        return new ServiceProcess(
                        service, repository, archives, archivesKept, layout.log(name), layout.port(name), environment)
                .part();
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public Map<String, String> addresses(Service service) {
        return Map.of(
                "QUARKUS_HTTP_HOST", host(),
                "QUARKUS_HTTP_PORT", Integer.toString(layout.port(service.wireName())),
                "QUARKUS_DATASOURCE_JDBC_URL", databases().jdbcUrl(Stack.database(service)),
                "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + tokens.publicKey());
    }

    /** Processes take all with them. */
    @Override
    public void close() {}
}
