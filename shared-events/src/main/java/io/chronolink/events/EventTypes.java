package io.chronolink.events;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The names of events on the wire ({@code ce_type}) and the topics they travel in. */
public final class EventTypes {

    /**
     * One kind of event.
     *
     * @param name {@code ce_type}
     * @param topic where it travels
     * @param payload the record that carries it
     */
    public record EventType(String name, Topic topic, Class<? extends Event> payload) {}

    private static final List<EventType> ALL = List.of(
            type("time-profile.saved", Topics.TIME_PROFILE, TimeProfileEvent.TimeProfileSaved.class),
            type("time-profile.deleted", Topics.TIME_PROFILE, TimeProfileEvent.TimeProfileDeleted.class),
            type("group-schedule.saved", Topics.GROUP_SCHEDULE, GroupScheduleEvent.GroupScheduleSaved.class),
            type("group-schedule.deleted", Topics.GROUP_SCHEDULE, GroupScheduleEvent.GroupScheduleDeleted.class),
            type("tenant.saved", Topics.TENANT, TenantEvent.TenantSaved.class),
            type("group.saved", Topics.TENANT, TenantEvent.GroupSaved.class),
            type("entity-periods.changed", Topics.ENTITY_PERIOD, EntityPeriodEvent.EntityPeriodsChanged.class),
            type("entity.became-active", Topics.ENTITY_PERIOD, EntityPeriodEvent.EntityBecameActive.class),
            type("entity.became-inactive", Topics.ENTITY_PERIOD, EntityPeriodEvent.EntityBecameInactive.class),
            type("information.saved", Topics.NOTICE, InformationEvent.InformationSaved.class),
            type("information.state-changed", Topics.NOTICE, InformationEvent.InformationStateChanged.class),
            type("information.deleted", Topics.NOTICE, InformationEvent.InformationDeleted.class),
            type("notification.sent", Topics.NOTICE, InformationEvent.NotificationSent.class),
            type(
                    "recording-schedule.saved",
                    Topics.RECORDING_SCHEDULE,
                    RecordingScheduleEvent.RecordingScheduleSaved.class),
            type(
                    "recording-schedule.deleted",
                    Topics.RECORDING_SCHEDULE,
                    RecordingScheduleEvent.RecordingScheduleDeleted.class),
            type("room.saved", Topics.ROOM, RoomEvent.RoomSaved.class),
            type("room.deleted", Topics.ROOM, RoomEvent.RoomDeleted.class),
            type("operation.receipt", Topics.OPERATION_RECEIPTS, OperationReceipt.class));

    private static final Map<String, EventType> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(EventType::name, Function.identity()));
    private static final Map<Class<? extends Event>, EventType> BY_PAYLOAD =
            ALL.stream().collect(Collectors.toUnmodifiableMap(EventType::payload, Function.identity()));

    private EventTypes() {}

    /** All kinds of events. */
    public static List<EventType> all() {
        return ALL;
    }

    /** The kind with that {@code ce_type}, or empty for a name that this version does not know. */
    public static Optional<EventType> named(String ceType) {
        return Optional.ofNullable(BY_NAME.get(ceType));
    }

    /**
     * The kind of an event.
     *
     * @throws IllegalArgumentException for a record that has no name on the wire
     */
    public static EventType of(Event event) {
        EventType type = BY_PAYLOAD.get(event.getClass());
        if (type == null) {
            throw new IllegalArgumentException("no wire name for " + event.getClass());
        }
        return type;
    }

    private static EventType type(String name, Topic topic, Class<? extends Event> payload) {
        return new EventType("io.chronolink." + name + ".v1", topic, payload);
    }
}
