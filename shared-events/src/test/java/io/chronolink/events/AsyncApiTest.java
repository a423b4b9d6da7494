package io.chronolink.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.chronolink.events.EventTypes.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document says what {@link Topics} and {@link EventTypes} say. */
class AsyncApiTest {

    private static JsonNode document;

    @BeforeAll
    static void readTheDocument() throws IOException {
        document = new YAMLMapper().readTree(Wire.resource("asyncapi.yaml").toFile());
    }

    @Test
    void theDocumentIsOfVersion3() {
        assertEquals("3.0.0", document.get("asyncapi").textValue());
        assertEquals("kafka", document.at("/servers/kafka/protocol").textValue());
    }

    @Test
    void everyTopicIsAChannel() {
        assertEquals(
                Topics.all().stream().map(Topic::name).toList(),
                document.get("channels").properties().stream()
                        .map(channel -> channel.getValue().get("address").textValue())
                        .toList());
        assertEquals(
                Topics.all().stream().map(Topic::name).collect(Collectors.toSet()), names(document.get("channels")));
    }

    @Test
    void aChannelHasThePartitionsAndTheSettingsOfItsTopic() {
        for (Topic topic : Topics.all()) {
            JsonNode kafka = channel(topic).at("/bindings/kafka");
            Map<String, String> settings = kafka.get("topicConfiguration").properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            setting -> setting.getValue().isArray()
                                    ? String.join(",", texts(setting.getValue()))
                                    : setting.getValue().asText()));

            assertEquals(topic.partitions(), kafka.get("partitions").intValue(), topic.name());
            assertEquals(topic.config(), settings, topic.name());
        }
    }

    @Test
    void aChannelCarriesTheEventsOfItsTopicAndTombstonesWhereRecordsAreDeleted() {
        for (Topic topic : Topics.all()) {
            Set<String> expected = EventTypes.all().stream()
                    .filter(type -> type.topic() == topic)
                    .map(EventType::name)
                    .collect(Collectors.toCollection(HashSet::new));
            if (expected.stream().anyMatch(name -> name.endsWith(".deleted.v1"))) {
                expected.add("tombstone");
            }

            assertEquals(expected, names(channel(topic).get("messages")), topic.name());
            channel(topic)
                    .get("messages")
                    .properties()
                    .forEach(message -> assertEquals(
                            "#/components/messages/" + message.getKey(),
                            message.getValue().get("$ref").textValue()));
        }
    }

    @Test
    void ownersSendAndSubscribersReceive() {
        Map<String, String> expected = new TreeMap<>();
        for (Topic topic : Topics.all()) {
            topic.owners()
                    .forEach(service ->
                            expected.put(service.wireName() + ".send." + topic.name(), "#/channels/" + topic.name()));
            topic.subscribers()
                    .forEach(service -> expected.put(
                            service.wireName() + ".receive." + topic.name(), "#/channels/" + topic.name()));
        }
        Map<String, String> operations = new TreeMap<>();
        document.get("operations").properties().forEach(operation -> {
            JsonNode value = operation.getValue();
            String service = value.at("/tags/0/name").textValue();
            String action = value.get("action").textValue();
            String channel = value.at("/channel/$ref").textValue();
            operations.put(operation.getKey(), channel);

            assertEquals(service + "." + action + "." + channel.substring("#/channels/".length()), operation.getKey());
            assertEquals(
                    action.equals("receive") ? "#/components/operationBindings/" + service : "",
                    value.at("/bindings/$ref").asText());
        });

        assertEquals(expected, operations);
        for (Service service : Service.values()) {
            assertEquals(
                    service.wireName(),
                    document.at("/components/operationBindings/" + service.wireName() + "/kafka/groupId/const")
                            .textValue());
        }
    }

    @Test
    void everyEventIsAMessageWithItsHeadersAndItsSchema() {
        JsonNode messages = document.at("/components/messages");
        assertEquals(
                Stream.concat(EventTypes.all().stream().map(EventType::name), Stream.of("tombstone"))
                        .toList(),
                messages.properties().stream().map(Map.Entry::getKey).toList());
        for (EventType type : EventTypes.all()) {
            JsonNode message = messages.get(type.name());
            JsonNode schema = Wire.parse(Wire.resource("schemas/" + type.name() + ".json"));

            assertEquals(type.payload().getSimpleName(), message.get("name").textValue());
            assertEquals(schema.get("title"), message.get("name"));
            assertEquals(
                    "schemas/" + type.name() + ".json",
                    message.at("/payload/$ref").textValue());
            assertEquals(
                    "#/components/schemas/event-headers",
                    message.at("/headers/allOf/0/$ref").textValue());
            assertEquals(
                    type.name(), message.at("/headers/properties/ce_type/const").textValue());
            if (type.topic().owners().size() == 1) {
                assertEquals(
                        "/" + type.topic().owners().iterator().next().wireName(),
                        message.at("/headers/properties/ce_source/const").textValue());
            }
        }
    }

    @Test
    void anEventHasAllHeadersAndATombstoneNeitherTypeNorContentType() {
        Set<String> record = Set.of(
                Headers.SPEC_VERSION,
                Headers.ID,
                Headers.SOURCE,
                Headers.SUBJECT,
                Headers.TIME,
                Headers.TENANT,
                Headers.LINK_ID,
                Headers.OPERATION_ID,
                Headers.RECORD_VERSION,
                Headers.TRACE_PARENT);
        Set<String> optional = Set.of(Headers.LINK_ID, Headers.TRACE_PARENT);
        JsonNode headers = document.at("/components/schemas/record-headers");
        JsonNode eventHeaders = document.at("/components/schemas/event-headers");

        assertEquals(record, names(headers.get("properties")));
        assertEquals(
                record.stream().filter(name -> !optional.contains(name)).collect(Collectors.toSet()),
                Set.copyOf(texts(headers.get("required"))));
        assertEquals(
                "#/components/schemas/record-headers",
                eventHeaders.at("/allOf/0/$ref").textValue());
        assertEquals(Set.of(Headers.TYPE, Headers.CONTENT_TYPE), names(eventHeaders.get("properties")));
        assertEquals(Set.of(Headers.TYPE, Headers.CONTENT_TYPE), Set.copyOf(texts(eventHeaders.get("required"))));
        assertEquals(
                "#/components/schemas/record-headers",
                document.at("/components/messages/tombstone/headers/$ref").textValue());
        assertEquals(
                Stream.of(Service.values())
                        .map(service -> "/" + service.wireName())
                        .toList(),
                texts(headers.at("/properties/ce_source/enum")));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = document.findValuesAsText("$ref");

        assertFalse(references.isEmpty());
        for (String reference : references) {
            if (reference.startsWith("#")) {
                assertFalse(document.at(reference.substring(1)).isMissingNode(), reference);
            } else {
                assertTrue(Files.isRegularFile(Wire.resource(reference)), reference);
            }
        }
    }

    private static JsonNode channel(Topic topic) {
        return document.get("channels").get(topic.name());
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
