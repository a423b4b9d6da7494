package io.chronolink.stack;

import io.chronolink.events.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.Testcontainers;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The parts of a stack in containers: PostgreSQL and Kafka from the official images, and the services from those that
 * {@code deploy/Dockerfile} builds. Other images are named by the system properties {@code chronolink.images.*} (see
 * CONTRIBUTING.md). A stack of its kind is always disposable.
 */
final class Containers implements Backend {

    private static final String IMAGES = "chronolink.images.";
    private static final int POSTGRESQL_PORT = 5432;
    private static final int KAFKA_PORT = 9092;
    private static final int KAFKA_PORT_INSIDE = 19092;
    private static final int SERVICE_PORT = 8080;
    private static final String PUBLIC_KEY = "/etc/chronolink/jwt/public.pem";
    private static final long MEGABYTE = 1 << 20;

    /** The limit of the Kubernetes base. */
    private static final long SERVICE_MEMORY = 512 * MEGABYTE;

    /** It is the part that asks whether its program is ready, at the first start and at later ones alike. */
    private static final AbstractWaitStrategy PART_WAITS = new AbstractWaitStrategy() {
        @Override
        protected void waitUntilReady() {}
    };

    private final Layout layout;
    private final Path repository;
    private final Tokens tokens;
    private final Network network = Network.newNetwork();
    private final String superuserPassword = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    private final Map<Service, Future<String>> images = new EnumMap<>(Service.class);
    private final List<ContainerPart> parts = new ArrayList<>();
    private final Part postgreSql;
    private final Part kafka;

    /** @param repository the directory with {@code deploy/Dockerfile} and what it builds */
    Containers(Layout layout, Path repository, Tokens tokens) {
        this.layout = layout;
        this.repository = repository;
        this.tokens = tokens;
        this.postgreSql =
                part(Layout.POSTGRESQL, "postgresql", postgreSqlContainer(), POSTGRESQL_PORT, () -> databases()
                        .answers());
        this.kafka = part(Layout.KAFKA, "kafka", kafkaContainer(), KAFKA_PORT, this::kafkaAnswers);
        // Testcontainers takes the containers away when this JVM is gone; this is for what lies beside them.
        Runtime.getRuntime().addShutdownHook(new Thread(this::forget, "stack-forget"));
    }

    /** Lets services reach a port of this JVM, which must be told before they are made; returns the host to reach it by. */
    static String reach(int port) {
        Testcontainers.exposeHostPorts(port);
        return GenericContainer.INTERNAL_HOST_HOSTNAME;
    }

    @Override
    public Part postgreSql() {
        return postgreSql;
    }

    @Override
    public Databases databases() {
        return new Databases(host(), layout.port(Layout.POSTGRESQL), superuserPassword);
    }

    @Override
    public Part kafka() {
        return kafka;
    }

    @Override
    public String bootstrapServers() {
        return host() + ":" + layout.port(Layout.KAFKA);
    }

    /** Builds the image unless one is named; one after the other, since they share most of their layers. */
    @Override
    public synchronized void require(Service service) {
        try {
            image(service).get();
        } catch (ExecutionException | RuntimeException e) {
            throw new StackException("The image of " + service.wireName() + " cannot be built: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw Part.interrupted();
        }
    }

    @Override
    public Part service(Service service, Supplier<Map<String, String>> environment) {
        var name = service.wireName();
        var variables = new HashMap<>(environment.get());
        // As much heap as a service has as a process, whatever the image says.
        variables.merge("JDK_JAVA_OPTIONS", "-Xms32m -Xmx128m", (told, heap) -> told + " " + heap);
        var container = new GenericContainer<>(image(service))
                .withNetworkAliases(name)
                .withEnv(variables)
                .withCopyFileToContainer(MountableFile.forHostPath(tokens.publicKey(), 0644), PUBLIC_KEY)
                .withCreateContainerCmdModifier(
                        create -> Objects.requireNonNull(create.getHostConfig()).withMemory(SERVICE_MEMORY));
        var ready = URI.create("http://" + host() + ":" + layout.port(name));
        return part(name, name, container, SERVICE_PORT, () -> ServiceProcess.isReady(ready));
    }

    @Override
    public String host() {
        return DockerClientFactory.instance().dockerHostIpAddress();
    }

    @Override
    public Map<String, String> addresses(Service service) {
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                        "jdbc:postgresql://postgres:" + POSTGRESQL_PORT + "/" + Stack.database(service),
                "KAFKA_BOOTSTRAP_SERVERS", "kafka:" + KAFKA_PORT_INSIDE,
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + PUBLIC_KEY);
    }

    @Override
    public void close() {
        parts.forEach(ContainerPart::remove);
        network.close();
    }

    private void forget() {
        try {
            Disk.delete(layout.directory());
        } catch (IOException e) {
            // A container that still writes its log; it is a temporary directory.
        }
    }

    private PostgreSQLContainer postgreSqlContainer() {
        var command = new ArrayList<>(List.of("postgres"));
        PostgreSql.settings(true).forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return new PostgreSQLContainer(official("postgresql", "postgres", "postgres:18"))
                .withUsername(Databases.SUPERUSER)
                .withPassword(superuserPassword)
                .withDatabaseName(Databases.SUPERUSER)
                .withEnv("POSTGRES_INITDB_ARGS", String.join(" ", PostgreSql.INITIALIZE))
                .withNetworkAliases("postgres")
                .withCommand(command.toArray(String[]::new))
                .withSharedMemorySize(256 * MEGABYTE);
    }

    private KafkaContainer kafkaContainer() {
        var container = new KafkaContainer(
                        official("kafka", "apache/kafka", "apache/kafka:" + AppInfoParser.getVersion()))
                .withListener("kafka:" + KAFKA_PORT_INSIDE)
                .withEnv("KAFKA_HEAP_OPTS", "-Xms64m -Xmx320m");
        // The image takes settings as environment variables.
        KafkaBroker.ofOneNode()
                .forEach((key, value) ->
                        container.withEnv("KAFKA_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value));
        return container;
    }

    private boolean kafkaAnswers() {
        // The engine opens the port long before the broker does, so that only an answer tells.
        var settings = Map.<String, Object>of(
                "bootstrap.servers", bootstrapServers(),
                "default.api.timeout.ms", 2_000,
                "request.timeout.ms", 2_000);
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw Part.interrupted();
        }
    }

    private Part part(String name, String log, GenericContainer<?> container, int inside, BooleanSupplier ready) {
        container.withNetwork(network).withExposedPorts(inside).waitingFor(PART_WAITS);
        // The same port after each start, or Kafka's clients and open pools would look in the wrong place.
        container.setPortBindings(List.of(layout.port(name) + ":" + inside));
        var part = new ContainerPart(name, layout.log(log), container, ready);
        parts.add(part);
        return part;
    }

    private synchronized Future<String> image(Service service) {
        return images.computeIfAbsent(service, wanted -> {
            String named = System.getProperty(IMAGES + "services");
            return named == null
                    ? built(wanted.wireName())
                    : new RemoteDockerImage(DockerImageName.parse(named.replace("%s", wanted.wireName())));
        });
    }

    /** Kept under one name, so that a next build finds its layers. */
    private Future<String> built(String service) {
        var dockerfile = repository.resolve("deploy/Dockerfile").toFile();
        var image = new ImageFromDockerfile("chronolink-test/" + service, false)
                .withBuildArg("SERVICE", service)
                // Told in this order, it sends what is in the base directory, without what .dockerignore names.
                .withBuildImageCmdModifier(
                        build -> build.withBaseDirectory(repository.toFile()).withDockerfile(dockerfile));
        for (String base : List.of("maven", "jre")) {
            String named = System.getProperty(IMAGES + base);
            if (named != null) {
                image.withBuildArg(base.toUpperCase(Locale.ROOT) + "_IMAGE", named);
            }
        }
        return image;
    }

    private static DockerImageName official(String part, String official, String image) {
        return DockerImageName.parse(System.getProperty(IMAGES + part, image)).asCompatibleSubstituteFor(official);
    }
}
