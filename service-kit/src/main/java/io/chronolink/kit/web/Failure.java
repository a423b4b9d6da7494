package io.chronolink.kit.web;

import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused. A service throws it with words for the caller; the service's
 * {@link ErrorFamily} gives it the shape that the API's clients know.
 */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The kinds of failure, with the HTTP status that they usually have. */
    public enum Kind {
        /** The body is not of the announced syntax. */
        MALFORMED(400),
        /** A value is missing, of the wrong type, or not allowed. */
        INVALID(400),
        UNAUTHENTICATED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        NOT_ACCEPTABLE(406),
        CONFLICT(409),
        /** What a conditional request expects is not so. */
        PRECONDITION_FAILED(412),
        TOO_LARGE(413),
        UNSUPPORTED_MEDIA_TYPE(415),
        INTERNAL(500),
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status, where the API family has no other. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;
    private final int code;
    private final @Nullable String field;
    private final String text;

    private Failure(Kind kind, int code, @Nullable String field, String text) {
        // Refusals are answers, not accidents: a stack trace would only cost time.
        super(text, null, false, false);
        this.kind = kind;
        this.code = code;
        this.field = field;
        this.text = text;
    }

    /** A failure of any kind. */
    public static Failure of(Kind kind, String text) {
        return new Failure(kind, 0, null, text);
    }

    /** A value that is missing or not allowed; {@code field} is its path in the request, such as {@code items[3].name}. */
    public static Failure invalid(String field, String text) {
        return new Failure(Kind.INVALID, 0, field, text);
    }

    /** Something that does not exist, or not for this caller. */
    public static Failure notFound(String text) {
        return of(Kind.NOT_FOUND, text);
    }

    /** A right that is missing. */
    public static Failure forbidden(String text) {
        return of(Kind.FORBIDDEN, text);
    }

    /** A change that the present state does not allow. */
    public static Failure conflict(String text) {
        return of(Kind.CONFLICT, text);
    }

    /** More than the service takes. */
    public static Failure tooLarge(String text) {
        return of(Kind.TOO_LARGE, text);
    }

    /** The same failure with the API family's own number for it. */
    public Failure withCode(int code) {
        return new Failure(kind, code, field, text);
    }

    /** What kind of failure it is. */
    public Kind kind() {
        return kind;
    }

    /** The API family's own number, or 0. */
    public int code() {
        return code;
    }

    /** Path of the value that is wrong, or null. */
    public @Nullable String field() {
        return field;
    }

    /** Words for the caller; nothing of the inside. */
    public String text() {
        return text;
    }
}
