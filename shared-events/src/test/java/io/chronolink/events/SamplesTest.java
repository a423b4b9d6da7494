package io.chronolink.events;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.events.EntityPeriodEvent.EntityBecameActive;
import io.chronolink.events.EntityPeriodEvent.Validity;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.events.InformationEvent.Information;
import io.chronolink.events.InformationEvent.InformationStateChanged;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Wire.Sample;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden samples are the compatibility test: a sample is never edited, and every one stays readable. */
class SamplesTest {

    static List<Sample> samples() {
        return Wire.samples();
    }

    static List<EventTypes.EventType> types() {
        return EventTypes.all();
    }

    @Test
    void everyTypeHasASampleAndEverySampleHasAType() {
        assertEquals(
                EventTypes.all().stream().map(EventTypes.EventType::name).collect(Collectors.toSet()),
                samples().stream().map(Sample::type).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void writingWhatWasReadGivesTheSampleAgain(Sample sample) {
        assertSame(sample.json(), Wire.write(sample.read()), "");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anUnknownMemberIsIgnored(Sample sample) {
        ObjectNode extended = sample.json().deepCopy();
        extended.putObject("added_later").put("by", "a newer version");
        extended.elements().forEachRemaining(child -> {
            // Free-form members keep what they are given, so only members that are records of ours are tried.
            if (child.has("state_code") || child.has("duration_seconds")) {
                ((ObjectNode) child).put("added_later", true);
            }
        });

        assertEquals(sample.read(), Wire.read(extended, sample.payload()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anAbsentNullableMemberIsNull(Sample sample) {
        for (RecordComponent component : Wire.components(sample.payload())) {
            if (Wire.nullable(component)) {
                String member = Wire.snakeCase(component.getName());
                ObjectNode withNull = sample.json().deepCopy();
                withNull.putNull(member);
                ObjectNode without = sample.json().deepCopy();
                without.remove(member);

                assertEquals(Wire.read(withNull, sample.payload()), Wire.read(without, sample.payload()), () -> member);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anAbsentNumberIsAnError(Sample sample) {
        ObjectNode without = sample.json().deepCopy();
        without.remove("version");

        assertThrows(UncheckedIOException.class, () -> Wire.read(without, sample.payload()));
    }

    @ParameterizedTest
    @MethodSource("types")
    void theSamplesOfATypeShowAllItsNullableMembersNullAndFilled(EventTypes.EventType type) {
        List<String> nullable = Wire.components(type.payload()).stream()
                .filter(Wire::nullable)
                .map(component -> Wire.snakeCase(component.getName()))
                .toList();
        List<JsonNode> samples = samples().stream()
                .filter(sample -> sample.type().equals(type.name()))
                .map(Sample::json)
                .toList();

        assertTrue(samples.stream().anyMatch(json -> nullable.stream()
                .allMatch(member -> json.path(member).isNull())));
        assertTrue(samples.stream().anyMatch(json -> nullable.stream().allMatch(json::hasNonNull)));
    }

    @Test
    void theSamplesShowTheNullableMembersOfNestedRecordsNullAndFilled() {
        assertAll(Stream.of(
                        Map.entry("timing", List.of("rrule", "last_start", "first_start", "last_end")),
                        Map.entry("information", List.of("parent_id")),
                        Map.entry("effective", List.of("start", "end")))
                .flatMap(nested -> nested.getValue().stream().map(member -> () -> {
                    List<JsonNode> found = samples().stream()
                            .flatMap(sample -> sample.json().findValues(nested.getKey()).stream())
                            .flatMap(value -> value.findValues(member).stream())
                            .toList();
                    assertTrue(found.stream().anyMatch(JsonNode::isNull), member);
                    assertTrue(found.stream().anyMatch(JsonNode::isTextual), member);
                })));
    }

    @Test
    void aTimeProfileIsReadMemberByMember() {
        TimeProfileSaved event = (TimeProfileSaved) sample("io.chronolink.time-profile.saved.v1.1.json");

        assertEquals(
                new TimeProfileSaved(
                        UUID.fromString("a7d3f0c1-2b64-4e0f-9c1d-8f3e5b7a9d10"),
                        3,
                        UUID.fromString("91c615e3-1040-4815-8ecb-039a18b756b5"),
                        17,
                        "Algebra I, spring term",
                        new Timing(
                                LocalDateTime.of(2026, 3, 3, 9, 0),
                                "Europe/Berlin",
                                5400,
                                false,
                                "FREQ=WEEKLY;BYDAY=TU,TH",
                                LocalDateTime.of(2026, 6, 25, 9, 0),
                                Instant.parse("2026-03-03T08:00:00Z"),
                                Instant.parse("2026-06-25T08:30:00Z")),
                        Map.of("is_all_day", false, "date_from", 1772524800, "date_to", 1772530200),
                        Map.of(
                                "repeat_enable",
                                true,
                                "repeat_format",
                                Map.of(
                                        "repeat_type",
                                        "custom",
                                        "repeat_end",
                                        Map.of("format", "date", "date", 1782370800),
                                        "repeat_custom",
                                        Map.of(
                                                "repeat_point_type",
                                                "week",
                                                "repeat_looper",
                                                1,
                                                "repeat_options",
                                                List.of("TUE", "THU"))))),
                event);
    }

    @Test
    void aStateChangeIsReadMemberByMember() {
        assertEquals(
                new InformationStateChanged(
                        UUID.fromString("22c2cb0d-a169-41ba-ab92-8fe11c5d3100"),
                        3,
                        UUID.fromString("91c615e3-1040-4815-8ecb-039a18b756b5"),
                        new Information(
                                "Algebra I starts on 3 March",
                                "Room 12, Tuesdays and Thursdays at nine.",
                                UUID.fromString("647b10f5-258a-4cfb-814f-46410953128e"),
                                4,
                                "archived",
                                Category.closed,
                                Instant.parse("2026-03-03T08:00:00Z")),
                        3,
                        Category.open,
                        "Lecturer is ill until Easter"),
                sample("io.chronolink.information.state-changed.v1.1.json"));
    }

    @Test
    void anOpenEndIsReadAsNull() {
        EntityBecameActive event = (EntityBecameActive) sample("io.chronolink.entity.became-active.v1.2.json");

        assertEquals(
                List.of(
                        new Validity(null, Instant.parse("2026-05-04T00:00:00Z")),
                        new Validity(Instant.parse("2026-05-18T00:00:00Z"), null)),
                event.effective());
    }

    @Test
    void wholeMinutesAndFractionsOfSecondsAreWrittenInFull() {
        assertEquals(
                Wire.write(Map.of(
                        "local", "2026-03-03T09:00:00",
                        "whole", "2026-03-03T08:00:00Z",
                        "fraction", "2026-03-03T08:00:00.000001Z")),
                Wire.write(Map.of(
                        "local", LocalDateTime.of(2026, 3, 3, 9, 0),
                        "whole", Instant.parse("2026-03-03T08:00:00Z"),
                        "fraction", Instant.parse("2026-03-03T08:00:00.000001Z"))));
    }

    private static Event sample(String file) {
        return samples().stream()
                .filter(sample -> sample.file().equals(file))
                .findFirst()
                .orElseThrow()
                .read();
    }

    /** Tree equality; what was written may have more members than the sample only where they are null. */
    private static void assertSame(JsonNode sample, JsonNode written, String where) {
        if (sample.isObject() && written.isObject()) {
            Set<String> names =
                    sample.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
            written.properties().forEach(member -> {
                if (!names.contains(member.getKey())) {
                    assertTrue(member.getValue().isNull(), where + "/" + member.getKey() + " was added");
                }
            });
            for (String name : names) {
                assertTrue(written.has(name), where + "/" + name + " was lost");
                assertSame(sample.get(name), written.get(name), where + "/" + name);
            }
        } else if (sample.isArray() && written.isArray()) {
            assertEquals(sample.size(), written.size(), where);
            for (int i = 0; i < sample.size(); i++) {
                assertSame(sample.get(i), written.get(i), where + "/" + i);
            }
        } else {
            assertEquals(sample, written, where);
        }
    }
}
