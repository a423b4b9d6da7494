package io.chronolink.events;

/** The five services, by the name that they have on the wire ({@code ce_source} is "/" + that name). */
public enum Service {
    PROFILE("profile-service"),
    SCHEDULE("schedule-service"),
    PERIOD("period-service"),
    INFORMATION("information-service"),
    RECORDING("recording-service");

    private final String wireName;

    Service(String wireName) {
        this.wireName = wireName;
    }

    /** The service's name in events, receipts, consumer groups and metrics. */
    public String wireName() {
        return wireName;
    }
}
