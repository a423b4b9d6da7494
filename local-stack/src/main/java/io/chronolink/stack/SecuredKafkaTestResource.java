package io.chronolink.stack;

import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@code @QuarkusTest}, in the place of the broker that all tests share, one of its own that takes clients over TLS
 * with a password, such as an operator may have. The init argument {@code prefix} goes before the topics' names.
 */
public final class SecuredKafkaTestResource implements QuarkusTestResourceLifecycleManager {

    private static final String USER = "chronolink";

    private String prefix = "";
    private @Nullable KafkaBroker broker;

    @Override
    public void init(Map<String, String> initArgs) {
        prefix = initArgs.getOrDefault("prefix", "");
    }

    /** After {@link ChronolinkTestResource}, whose broker this one replaces. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public Map<String, String> start() {
        try {
            var directory = Files.createTempDirectory("chronolink-secured");
            var password = UUID.randomUUID().toString();
            var keyStore = directory.resolve("broker.p12");
            makeKeyStore(keyStore, password);
            var ports = new Ports();
            int secured = ports.next();
            broker = new KafkaBroker(
                    directory.resolve("kafka"),
                    TestStack.cache().resolve("cds"),
                    directory.resolve("kafka.log"),
                    ports.next(),
                    ports.next(),
                    true,
                    new KafkaBroker.Security(secured, keyStore, USER, password));
            broker.part().start();
            KafkaBroker.create(
                    broker.bootstrapServers(),
                    Topics.all().stream()
                            .map(topic -> new Topic(
                                    prefix + topic.name(),
                                    topic.owners(),
                                    topic.subscribers(),
                                    topic.partitions(),
                                    topic.config()))
                            .toList());
            return Map.of(
                    "kafka.bootstrap.servers",
                    "127.0.0.1:" + secured,
                    "kafka.security.protocol",
                    "SASL_SSL",
                    "kafka.sasl.mechanism",
                    "PLAIN",
                    "kafka.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                            .formatted(USER, password),
                    "kafka.ssl.truststore.location",
                    keyStore.toString(),
                    "kafka.ssl.truststore.password",
                    password,
                    "kafka.ssl.truststore.type",
                    "PKCS12");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.part().close();
            broker.part().kill();
        }
    }

    /** With a certificate that is signed by itself, so that clients can trust the store as it is. */
    private static void makeKeyStore(Path file, String password) throws IOException {
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .start();
        try (var output = keytool.getInputStream()) {
            var said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new StackException("keytool made no key store: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }
}
