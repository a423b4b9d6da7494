package io.chronolink.events;

/** The Kafka headers of an event: CloudEvents 1.0 in binary mode, with the platform's extensions. UTF-8 text all. */
public final class Headers {

    /** Always {@code 1.0}. */
    public static final String SPEC_VERSION = "ce_specversion";

    /** The event's own id, a UUIDv7. */
    public static final String ID = "ce_id";

    /** "/" and the wire name of the service that tells. */
    public static final String SOURCE = "ce_source";

    /** A name of {@link EventTypes}; absent on a tombstone. */
    public static final String TYPE = "ce_type";

    /** The record's id, as in the Kafka key. */
    public static final String SUBJECT = "ce_subject";

    /** When the change took place, RFC 3339. */
    public static final String TIME = "ce_time";

    /** Extension: the tenant that owns the record. */
    public static final String TENANT = "ce_tenant";

    /** Extension: the link that the record is bound to; absent where it is bound to none. */
    public static final String LINK_ID = "ce_linkid";

    /** Extension: the operation that caused the event, directly or in a reaction. */
    public static final String OPERATION_ID = "ce_operationid";

    /** Extension: the record's version. */
    public static final String RECORD_VERSION = "ce_recordversion";

    /** W3C trace context; absent where there is none. */
    public static final String TRACE_PARENT = "traceparent";

    /** Always {@code application/json}; absent on a tombstone. */
    public static final String CONTENT_TYPE = "content-type";

    private Headers() {}
}
