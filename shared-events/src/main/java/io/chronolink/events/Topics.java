package io.chronolink.events;

import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All topics, with their settings and their subscribers: the one table that says who listens to what.
 * An operation is done when every subscriber of each topic has dealt with all that was published to it.
 */
public final class Topics {

    /** Largest event in bytes that a service may publish, headers not counted; the broker takes 1 MiB. */
    public static final int MAX_EVENT_BYTES = 1_000_000;

    private static final int PARTITIONS = 12;

    public static final Topic TIME_PROFILE =
            compacted("time-profile.events.v1", PROFILE, EnumSet.of(SCHEDULE, PERIOD, INFORMATION, RECORDING));
    public static final Topic GROUP_SCHEDULE = compacted("group-schedule.events.v1", SCHEDULE, EnumSet.of(PERIOD));
    public static final Topic TENANT = compacted("tenant.events.v1", SCHEDULE, EnumSet.of(PROFILE, PERIOD, RECORDING));
    public static final Topic ENTITY_PERIOD =
            compacted("entity-period.events.v1", PERIOD, EnumSet.of(PROFILE, SCHEDULE, INFORMATION, RECORDING));
    public static final Topic NOTICE =
            compacted("information.events.v1", INFORMATION, EnumSet.of(PROFILE, SCHEDULE, PERIOD, RECORDING));
    public static final Topic RECORDING_SCHEDULE =
            compacted("recording-schedule.events.v1", RECORDING, EnumSet.of(PERIOD));
    public static final Topic ROOM = compacted("room.events.v1", RECORDING, EnumSet.of(PERIOD));
    public static final Topic OPERATION_RECEIPTS = new Topic(
            "operation.receipts.v1",
            EnumSet.allOf(Service.class),
            EnumSet.allOf(Service.class),
            PARTITIONS,
            Map.of("cleanup.policy", "delete", "retention.ms", millis(7)));

    private static final List<Topic> ALL = List.of(
            TIME_PROFILE, GROUP_SCHEDULE, TENANT, ENTITY_PERIOD, NOTICE, RECORDING_SCHEDULE, ROOM, OPERATION_RECEIPTS);

    private Topics() {}

    /** All topics, receipts included. */
    public static List<Topic> all() {
        return ALL;
    }

    /** The topics that a service applies, receipts not counted. */
    public static List<Topic> appliedBy(Service service) {
        return ALL.stream()
                .filter(topic ->
                        topic != OPERATION_RECEIPTS && topic.subscribers().contains(service))
                .toList();
    }

    /**
     * Compaction waits a day, so that no event vanishes before its subscribers have counted it for the
     * operation that caused it; tombstones stay for 7 days.
     */
    private static Topic compacted(String name, Service owner, Set<Service> subscribers) {
        return new Topic(
                name,
                EnumSet.of(owner),
                subscribers,
                PARTITIONS,
                Map.of(
                        "cleanup.policy", "compact",
                        "min.compaction.lag.ms", millis(1),
                        "delete.retention.ms", millis(7)));
    }

    private static String millis(int days) {
        return Long.toString(Duration.ofDays(days).toMillis());
    }
}
