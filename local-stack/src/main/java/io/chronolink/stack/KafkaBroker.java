package io.chronolink.stack;

import io.chronolink.events.Topic;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** A real Kafka broker (KRaft, one node) in a process of its own, from its own jars. */
final class KafkaBroker {

    private final Path directory;
    private final Path archives;
    private final int port;
    private final int controllerPort;
    private final boolean disposable;
    private final @Nullable Security security;
    private final Part part;

    /**
     * A second door for clients: SASL_SSL with a password.
     *
     * @param keyStore PKCS12, with a certificate of 127.0.0.1
     * @param password of the key store and of the user
     */
    record Security(int port, Path keyStore, String user, String password) {}

    /**
     * @param directory holds its data, its settings and its log settings
     * @param archives where class archives for a faster start are kept
     * @param disposable the parent directory, that is the whole stack's, is deleted when this JVM dies
     */
    KafkaBroker(Path directory, Path archives, Path log, int port, int controllerPort, boolean disposable) {
        this(directory, archives, log, port, controllerPort, disposable, null);
    }

    KafkaBroker(
            Path directory,
            Path archives,
            Path log,
            int port,
            int controllerPort,
            boolean disposable,
            @Nullable Security security) {
        this.directory = directory;
        this.archives = archives;
        this.port = port;
        this.controllerPort = controllerPort;
        this.disposable = disposable;
        this.security = security;
        this.part = new ProcessPart("Kafka", log, this::prepare, this::isReady);
    }

    Part part() {
        return part;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Makes the topics that are missing, and gives those that exist the settings they should have. */
    static void create(String bootstrapServers, Collection<Topic> topics) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var existing = admin.listTopics().names().get();
            var missing = topics.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
                    .toList();
            admin.createTopics(missing).all().get();
            var present = topics.stream()
                    .filter(topic -> existing.contains(topic.name()))
                    .toList();
            setUp(admin, present);
        } catch (ExecutionException e) {
            throw new StackException("Kafka refused to set up its topics: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }

    private static void setUp(Admin admin, List<Topic> topics) throws ExecutionException, InterruptedException {
        var settings = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        for (Topic topic : topics) {
            settings.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                    topic.config().entrySet().stream()
                            .map(entry ->
                                    new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), OpType.SET))
                            .toList());
        }
        admin.incrementalAlterConfigs(settings).all().get();
        var described = admin.describeTopics(topics.stream().map(Topic::name).toList())
                .allTopicNames()
                .get();
        var tooFew = topics.stream()
                .filter(topic -> partitions(described, topic) < topic.partitions())
                .collect(Collectors.toMap(Topic::name, topic -> NewPartitions.increaseTo(topic.partitions())));
        admin.createPartitions(tooFew).all().get();
    }

    private static int partitions(Map<String, TopicDescription> described, Topic topic) {
        var description = described.get(topic.name());
        return description == null ? 0 : description.partitions().size();
    }

    /** It opens its port when it is about to take requests; a client waits out the rest. */
    private boolean isReady() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private ProcessPart.Command prepare() {
        try {
            Files.createDirectories(directory);
            var settings = Files.writeString(directory.resolve("server.properties"), properties());
            var logging = Files.writeString(directory.resolve("log4j2.properties"), LOGGING);
            var jars = jars();
            var archive = new ClassArchive(archives, !disposable, "kafka", jars);
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(archive.options());
            if (disposable) {
                // Tests want an early start more than top speed.
                command.add("-XX:TieredStopAtLevel=1");
            }
            command.addAll(List.of(
                    "-Xms64m",
                    "-Xmx320m",
                    "-XX:+UseSerialGC",
                    "-Dlog4j2.configurationFile=" + logging,
                    "-cp",
                    jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                    "io.chronolink.stack.KafkaProcess",
                    settings.toString(),
                    data().toString()));
            return new ProcessPart.Command(
                    command,
                    Map.of(),
                    "TERM",
                    disposable ? "KILL" : "TERM",
                    archive.patience(),
                    disposable ? directory.getParent() : null,
                    archive::keep);
        } catch (IOException e) {
            throw new StackException("Kafka cannot be set up in " + directory + ": " + e.getMessage(), e);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private String properties() {
        var broker = "127.0.0.1:" + port;
        var controller = "127.0.0.1:" + controllerPort;
        var settings = new TreeMap<String, String>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.put("listeners", "CLIENT://" + broker + ",CONTROLLER://" + controller);
        settings.put("advertised.listeners", "CLIENT://" + broker);
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL");
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("log.dirs", data().toString());
        settings.putAll(ofOneNode());
        if (security != null) {
            var secured = ",SECURED://127.0.0.1:" + security.port();
            settings.merge("listeners", secured, String::concat);
            settings.merge("advertised.listeners", secured, String::concat);
            settings.put(
                    "listener.name.secured.ssl.keystore.location",
                    security.keyStore().toString());
            settings.put("listener.name.secured.ssl.keystore.password", security.password());
            settings.put("listener.name.secured.ssl.keystore.type", "PKCS12");
            settings.put("listener.name.secured.sasl.enabled.mechanisms", "PLAIN");
            settings.put(
                    "listener.name.secured.plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                            .formatted(security.user(), security.password()));
        }
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** What a broker that is alone is set to, wherever it runs. */
    static Map<String, String> ofOneNode() {
        var settings = new TreeMap<String, String>();
        settings.put("auto.create.topics.enable", "false");
        settings.put("delete.topic.enable", "true");
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // A broker that was killed may register again only when its old session has run out.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // One machine, a handful of clients: no need for the memory and threads of a cluster.
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.index.size.max.bytes", "1048576");
        settings.put("log.cleaner.dedupe.buffer.size", "16777216");
        return settings;
    }

    /**
     * The broker's class path as the build wrote it down: these jars must not be on the class path of a service,
     * so they cannot be asked for otherwise.
     */
    private static List<Path> jars() throws IOException {
        var jars = new ArrayList<Path>();
        jars.add(ownClasses());
        try (InputStream list = KafkaBroker.class.getResourceAsStream("/local-stack.classpath")) {
            if (list == null) {
                throw notBuiltHere("local-stack.classpath");
            }
            for (String jar : new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split(File.pathSeparator)) {
                jars.add(Path.of(jar));
            }
        }
        for (Path jar : jars) {
            if (!Files.exists(jar)) {
                throw notBuiltHere(jar.toString());
            }
        }
        return jars;
    }

    private static StackException notBuiltHere(String file) {
        return new StackException(file + " is missing: local-stack was built on another machine or its Maven repository"
                + " was moved. mvn -pl local-stack -am install -DskipTests builds it anew.");
    }

    /** By its own address, because the class loaders of Quarkus tests do not tell where a class is from. */
    private static Path ownClasses() {
        var file = "/" + KafkaProcess.class.getName().replace('.', '/') + ".class";
        var found = KafkaBroker.class.getResource(file);
        if (found == null) {
            throw notBuiltHere(file);
        }
        var address = found.toString();
        var place = address.substring(0, address.length() - file.length());
        return Path.of(
                URI.create(place.startsWith("jar:") ? place.substring("jar:".length(), place.length() - 1) : place));
    }

    private static final String LOGGING = """
            status=warn
            appender.stdout.type=Console
            appender.stdout.name=stdout
            appender.stdout.layout.type=PatternLayout
            appender.stdout.layout.pattern=%d{ISO8601} %-5p %c{1} %m%n
            rootLogger.level=warn
            rootLogger.appenderRef.stdout.ref=stdout
            """;
}
