package io.chronolink.schedule.domain;

import io.chronolink.kit.web.Failure;

/** The dialect's numbered errors (docs/dialects/schedule.md#errors). */
public enum Codes {
    SCHEDULE_NOT_COMPATIBLE_SIMPLE_MODE(62, Failure.Kind.INVALID),
    SCHEDULE_ALREADY_EXISTS(900, Failure.Kind.INVALID),
    SCHEDULE_PERIOD_ALREADY_EXISTS(901, Failure.Kind.INVALID),
    SCHEDULE_PERIOD_INVALID(902, Failure.Kind.INVALID),
    SCHEDULE_PERIOD_IS_DERIVED(903, Failure.Kind.INVALID),
    SCHEDULE_NOT_FOUND(910, Failure.Kind.NOT_FOUND),
    SCHEDULE_PERIOD_NOT_FOUND(911, Failure.Kind.NOT_FOUND),
    TENANT_OR_GROUP_NOT_FOUND(912, Failure.Kind.NOT_FOUND),
    BODY_NOT_A_JSON_OBJECT(920, Failure.Kind.MALFORMED);

    private final int code;
    private final Failure.Kind kind;

    Codes(int code, Failure.Kind kind) {
        this.code = code;
        this.kind = kind;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** A failure of this kind with words for the caller. */
    public Failure failure(String text) {
        return Failure.of(kind, text).withCode(code);
    }
}
