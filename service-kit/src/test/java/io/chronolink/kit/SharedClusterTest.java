package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.SecuredKafkaTestResource;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster of somebody else's: over TLS with a password, with a prefix, and with settings that promises would not survive. */
@QuarkusTest
@TestProfile(SharedClusterTest.Operators.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
@QuarkusTestResource(
        value = SecuredKafkaTestResource.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "prefix", value = SharedClusterTest.PREFIX))
class SharedClusterTest {

    static final String PREFIX = "blue.";

    private final Rooms rooms = new Rooms();

    @Inject
    KafkaClientService clients;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> settings;

    private EventProbe probe;

    public static class Operators implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.ofEntries(
                    Map.entry("chronolink.kafka.prefix", PREFIX),
                    Map.entry("kafka.client.rack", "a"),
                    Map.entry("kafka.group.id", "somebody"),
                    Map.entry("kafka.group.protocol", "consumer"),
                    Map.entry("kafka.enable.auto.commit", "true"),
                    Map.entry("kafka.auto.offset.reset", "latest"),
                    Map.entry("kafka.isolation.level", "read_committed"),
                    Map.entry("kafka.key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"),
                    Map.entry("kafka.value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"),
                    Map.entry("kafka.acks", "0"),
                    Map.entry("kafka.enable.idempotence", "false"),
                    Map.entry("kafka.max.in.flight.requests.per.connection", "5"),
                    Map.entry("kafka.key.serializer", "org.apache.kafka.common.serialization.StringSerializer"),
                    Map.entry("kafka.value.serializer", "org.apache.kafka.common.serialization.StringSerializer"));
        }
    }

    @BeforeEach
    void open() {
        // Those of the broker that the other tests share may stand at the same places.
        Rooms.execute("delete from parked_event");
        probe = new EventProbe(login());
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void eventsAreReadAndReceiptsSent() {
        UUID id = UUID.randomUUID();
        probe.send(onBroker(Topics.ROOM), rooms.saved(id, 1, "Lab"));

        rooms.awaitThing(id, "1 after 1");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(probe.all(onBroker(Topics.OPERATION_RECEIPTS)))
                        .extracting(Seen::data)
                        .anyMatch(data ->
                                String.valueOf(data).contains(rooms.operation().toString())));
    }

    @Test
    void theDatabaseAndMetricsKnowTopicsByTheNamesOfTheirContracts() {
        UUID id = UUID.randomUUID();
        probe.send(onBroker(Topics.ROOM), rooms.saved(id, 1, "poison"));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> Rooms.query("select topic from parked_event where record_key = '" + id + "'")
                        .equals(Topics.ROOM.name()));
        assertThat(Rooms.query("select count(*) from consumer_offset where topic like '" + PREFIX + "%'"))
                .isEqualTo("0");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .contains("chronolink_consumer_lag{topic=\"room.events.v1\"}")
                        .doesNotContain(PREFIX));
    }

    @Test
    void theGroupHasThePrefixToo() throws Exception {
        try (Admin admin = Admin.create(login())) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(admin.listGroups().all().get().stream()
                                    .map(GroupListing::groupId)
                                    .collect(toSet()))
                            .containsExactly(PREFIX + "period-service"));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(admin
                            .listConsumerGroupOffsets(PREFIX + "period-service")
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .keySet()
                            .stream()
                            .map(TopicPartition::topic)
                            .collect(toSet()))
                    .containsExactlyInAnyOrder(PREFIX + "room.events.v1", PREFIX + "operation.receipts.v1"));
        }
    }

    @Test
    void aRebuildReadsTheTopicsWithTheSameSettings() {
        UUID id = UUID.randomUUID();
        probe.send(onBroker(Topics.ROOM), rooms.saved(id, 1, "Lab"));
        rooms.awaitThing(id, "1 after 1");

        String rebuild = operator().post("/admin/rebuild").jsonPath().getString("rebuild_id");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        operator().get("/admin/rebuild/" + rebuild).jsonPath().getMap("$"))
                .containsEntry("status", "done")
                .containsEntry("records", 1));
    }

    @Test
    void whatPromisesRestOnIsNotTheOperatorsToSet() {
        assertThat(consumer())
                .containsEntry("client.rack", "a")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("group.id", PREFIX + "period-service")
                .containsEntry("group.protocol", "classic")
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("isolation.level", "read_uncommitted")
                .containsEntry("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer")
                .containsEntry("value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        assertThat(producer())
                .containsEntry("client.rack", "a")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("max.in.flight.requests.per.connection", "1")
                .containsEntry("key.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer")
                .containsEntry("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
    }

    @Test
    void itIsUsedOverTlsWithAPasswordOnly() {
        Map<String, Object> open = Map.of(
                "bootstrap.servers",
                settings.get("bootstrap.servers"),
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000);
        try (Admin admin = Admin.create(open)) {
            assertThat(admin.listTopics().names()).failsWithin(Duration.ofSeconds(20));
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> consumer() {
        return (Map<String, Object>) clients.getConsumer("events").configuration();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> producer() {
        return (Map<String, Object>) clients.getProducer("outbox").configuration();
    }

    /** What an operator gives a client to get in. */
    private Map<String, Object> login() {
        Map<String, Object> login = new HashMap<>(settings);
        login.keySet().removeIf(name -> Stream.of("bootstrap.", "security.", "sasl.", "ssl.")
                .noneMatch(name::startsWith));
        return login;
    }

    private RequestSpecification operator() {
        return given().auth()
                .oauth2(TestStack.tokens()
                        .user("ann")
                        .tenant(rooms.tenant())
                        .roles("operator")
                        .sign())
                .contentType(ContentType.JSON);
    }

    private static Topic onBroker(Topic topic) {
        return new Topic(
                PREFIX + topic.name(), topic.owners(), topic.subscribers(), topic.partitions(), topic.config());
    }
}
