package io.chronolink.events;

import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who tells and who listens, as the table of the propagation rules says it. */
class TopicsTest {

    private static final Set<Service> EVERYBODY = Set.of(PROFILE, SCHEDULE, PERIOD, INFORMATION, RECORDING);

    @Test
    void everyTopicHasItsOwner() {
        assertEquals(
                Map.of(
                        "time-profile.events.v1", Set.of(PROFILE),
                        "group-schedule.events.v1", Set.of(SCHEDULE),
                        "tenant.events.v1", Set.of(SCHEDULE),
                        "entity-period.events.v1", Set.of(PERIOD),
                        "information.events.v1", Set.of(INFORMATION),
                        "recording-schedule.events.v1", Set.of(RECORDING),
                        "room.events.v1", Set.of(RECORDING),
                        "operation.receipts.v1", EVERYBODY),
                each(Topic::owners));
    }

    @Test
    void everyTopicHasItsSubscribers() {
        assertEquals(
                Map.of(
                        "time-profile.events.v1", Set.of(SCHEDULE, PERIOD, INFORMATION, RECORDING),
                        "group-schedule.events.v1", Set.of(PERIOD),
                        "tenant.events.v1", Set.of(PROFILE, PERIOD, RECORDING),
                        "entity-period.events.v1", Set.of(PROFILE, SCHEDULE, INFORMATION, RECORDING),
                        "information.events.v1", Set.of(PROFILE, SCHEDULE, PERIOD, RECORDING),
                        "recording-schedule.events.v1", Set.of(PERIOD),
                        "room.events.v1", Set.of(PERIOD),
                        "operation.receipts.v1", EVERYBODY),
                each(Topic::subscribers));
    }

    @Test
    void aServiceAppliesTheTopicsThatItSubscribesToButNotReceipts() {
        assertEquals(
                Set.of("tenant.events.v1", "information.events.v1", "entity-period.events.v1"), appliedBy(PROFILE));
        assertEquals(
                Set.of("time-profile.events.v1", "information.events.v1", "entity-period.events.v1"),
                appliedBy(SCHEDULE));
        assertEquals(
                Set.of(
                        "time-profile.events.v1",
                        "group-schedule.events.v1",
                        "tenant.events.v1",
                        "information.events.v1",
                        "recording-schedule.events.v1",
                        "room.events.v1"),
                appliedBy(PERIOD));
        assertEquals(Set.of("time-profile.events.v1", "entity-period.events.v1"), appliedBy(INFORMATION));
        assertEquals(
                Set.of(
                        "time-profile.events.v1",
                        "tenant.events.v1",
                        "information.events.v1",
                        "entity-period.events.v1"),
                appliedBy(RECORDING));
    }

    @Test
    void stateTopicsAreCompactedAndKeepTombstonesForSevenDays() {
        for (Topic topic : Topics.all()) {
            if (!topic.name().equals("operation.receipts.v1")) {
                assertEquals(
                        Map.of(
                                "cleanup.policy", "compact",
                                "min.compaction.lag.ms", "86400000",
                                "delete.retention.ms", "604800000"),
                        topic.config(),
                        topic.name());
            }
        }
    }

    @Test
    void receiptsAreDeletedAfterSevenDays() {
        assertEquals(
                Map.of("cleanup.policy", "delete", "retention.ms", "604800000"), Topics.OPERATION_RECEIPTS.config());
    }

    @Test
    void everyTopicHasTwelvePartitions() {
        assertEquals(
                List.of(12, 12, 12, 12, 12, 12, 12, 12),
                Topics.all().stream().map(Topic::partitions).toList());
    }

    private static <T> Map<String, T> each(Function<Topic, T> value) {
        return Topics.all().stream().collect(Collectors.toMap(Topic::name, value));
    }

    private static Set<String> appliedBy(Service service) {
        return Topics.appliedBy(service).stream().map(Topic::name).collect(Collectors.toSet());
    }
}
