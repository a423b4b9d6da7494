package io.chronolink.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.EventTypes.EventType;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.Wire.Sample;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasTest {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    /** The records inside of events, by the name of their definition. */
    private static final Map<String, Class<?>> NESTED =
            Map.of("timing", Timing.class, "information", Information.class, "validity", Validity.class);

    static List<Sample> samples() {
        return Wire.samples();
    }

    static List<EventType> types() {
        return EventTypes.all();
    }

    @Test
    void everyTypeHasASchemaAndEverySchemaHasAType() {
        assertEquals(
                EventTypes.all().stream().map(type -> type.name() + ".json").collect(Collectors.toSet()),
                Wire.files("schemas").map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("types")
    void aSchemaIsAValidSchemaOfDraft202012(EventType type) {
        JsonNode schema = schema(type.name());

        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                schema.get("$schema").textValue());
        assertEquals("urn:chronolink:event:" + type.name(), schema.get("$id").textValue());
        assertEquals(
                Set.of(),
                FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(schema));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleFitsItsSchema(Sample sample) {
        assertEquals(Set.of(), validate(sample.type(), sample.json()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatAServiceWritesFitsTheSchema(Sample sample) {
        assertEquals(Set.of(), validate(sample.type(), Wire.write(sample.read())));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anUnknownMemberFitsTheSchema(Sample sample) {
        ObjectNode extended = sample.json().deepCopy();
        extended.put("added_later", 1);

        assertEquals(Set.of(), validate(sample.type(), extended));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMissingOrNullMemberDoesNotFitUnlessItIsNullable(Sample sample) {
        for (RecordComponent component : Wire.components(sample.payload())) {
            String member = Wire.snakeCase(component.getName());
            ObjectNode without = sample.json().deepCopy();
            without.remove(member);
            ObjectNode withNull = sample.json().deepCopy();
            withNull.putNull(member);

            assertEquals(
                    Wire.nullable(component), validate(sample.type(), without).isEmpty(), member);
            assertEquals(
                    Wire.nullable(component), validate(sample.type(), withNull).isEmpty(), member);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMemberOfTheWrongTypeDoesNotFit(Sample sample) {
        for (RecordComponent component : Wire.components(sample.payload())) {
            String member = Wire.snakeCase(component.getName());
            ObjectNode broken = sample.json().deepCopy();
            if (sample.json().path(member).isBoolean()) {
                broken.put(member, "true");
            } else {
                broken.put(member, true);
            }

            assertFalse(validate(sample.type(), broken).isEmpty(), member);
        }
    }

    @Test
    void aValueOutOfBoundsDoesNotFit() {
        String profile = "io.chronolink.time-profile.saved.v1";
        String receipt = "io.chronolink.operation.receipt.v1";
        String schedule = "io.chronolink.group-schedule.saved.v1";
        String notification = "io.chronolink.notification.sent.v1";
        String notice = "io.chronolink.information.saved.v1";

        assertRefused(profile, "/version", "0");
        assertRefused(profile, "/born", "0");
        assertRefused(profile, "/uid", "0");
        assertRefused(profile, "/id", "\"17\"");
        assertRefused(profile, "/timing/duration_seconds", "0");
        assertRefused(profile, "/timing/start", "\"2026-03-03T09:00:00Z\"");
        assertRefused(profile, "/timing/start", "\"2026-03-03T09:00\"");
        assertRefused(profile, "/timing/first_start", "\"2026-03-03T09:00:00+01:00\"");
        assertRefused(profile, "/timing/first_start", "\"2026-03-03 08:00:00Z\"");
        assertRefused(profile, "/timing/rrule", "\"RRULE:FREQ=DAILY\"");
        assertRefused(receipt, "/version", "2");
        assertRefused(receipt, "/service", "\"profile\"");
        assertRefused(receipt, "/applied", "{\"time-profile.events.v1\":0.5}");
        assertRefused(schedule, "/level", "\"System\"");
        assertRefused(schedule, "/kind", "\"time\"");
        assertRefused(notification, "/information_ids", "[]");
        assertRefused(notice, "/link_version", "-1");
        assertRefused(notice, "/information/category", "\"OPEN\"");
    }

    @ParameterizedTest
    @MethodSource("types")
    void aSchemaHasTheMembersOfItsRecord(EventType type) {
        JsonNode schema = schema(type.name());

        assertMembers(type.payload(), schema);
        NESTED.forEach((name, nested) -> {
            if (schema.at("/$defs").has(name)) {
                assertMembers(nested, schema.at("/$defs/" + name));
            }
        });
    }

    @Test
    void theDefinitionOfANestedRecordIsTheSameInEverySchema() {
        Map<String, JsonNode> first = new HashMap<>();
        for (EventType type : EventTypes.all()) {
            schema(type.name()).path("$defs").properties().forEach(definition -> {
                JsonNode known = first.putIfAbsent(definition.getKey(), definition.getValue());
                if (known != null) {
                    assertEquals(known, definition.getValue(), definition.getKey());
                }
            });
        }
        assertEquals(Set.of("timing", "information", "validity", "category"), first.keySet());
    }

    @Test
    void enumerationsAreThoseOfTheRecords() {
        assertEquals(
                Arrays.stream(Category.values()).map(Category::name).toList(),
                texts(schema("io.chronolink.information.saved.v1").at("/$defs/category/enum")));
        assertEquals(
                Arrays.stream(Service.values()).map(Service::wireName).toList(),
                texts(schema("io.chronolink.operation.receipt.v1").at("/properties/service/enum")));
    }

    private static void assertMembers(Class<?> record, JsonNode schema) {
        String name = record.getSimpleName();
        assertEquals(
                Wire.components(record).stream()
                        .map(component -> Wire.snakeCase(component.getName()))
                        .toList(),
                schema.get("properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .toList(),
                name);
        assertEquals(
                Wire.components(record).stream()
                        .filter(component -> !Wire.nullable(component))
                        .map(component -> Wire.snakeCase(component.getName()))
                        .toList(),
                texts(schema.get("required")),
                name);
        for (RecordComponent component : Wire.components(record)) {
            JsonNode member = schema.get("properties").get(Wire.snakeCase(component.getName()));
            assertEquals(Wire.nullable(component), texts(member.path("type")).contains("null"), component.toString());
            assertTrue(member.hasNonNull("description"), component.toString());
        }
        assertTrue(schema.get("additionalProperties").booleanValue(), name);
        assertTrue(schema.hasNonNull("description"), name);
    }

    private static void assertRefused(String type, String pointer, String value) {
        Sample sample = samples().stream()
                .filter(candidate -> candidate.type().equals(type))
                .findFirst()
                .orElseThrow();
        ObjectNode broken = sample.json().deepCopy();
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) broken.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), Wire.parse(value));

        Set<ValidationMessage> messages = validate(type, broken);

        assertFalse(messages.isEmpty(), () -> pointer + " = " + value);
        messages.forEach(
                message -> assertTrue(message.getInstanceLocation().toString().startsWith(pointer), message::toString));
    }

    private static Set<ValidationMessage> validate(String type, JsonNode json) {
        JsonSchema schema = FACTORY.getSchema(schema(type), CONFIG);
        return schema.validate(json);
    }

    private static JsonNode schema(String type) {
        return Wire.parse(Wire.resource("schemas/" + type + ".json"));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
