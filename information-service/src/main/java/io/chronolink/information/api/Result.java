package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a write. */
@JsonNaming(SnakeCaseStrategy.class)
record Result(
        List<Message> messages,
        int countOfErrors,
        @Nullable UUID id,
        @Nullable String name,
        @Nullable Changes data,
        @Nullable String url,
        @Nullable String text,
        @Nullable String innerException) {

    /** {@code type}: 1 error, 2 warning, 3 information. */
    record Message(int type, int code, String message, String field) {

        static final int VALUE_MISSING = 1;
        static final int NOT_FOUND = 2;
        static final int TRANSITION_NOT_ALLOWED = 3;
        static final int UNKNOWN_STATE = 4;
        static final int DELETED = 5;
        static final int WRONG_PARENT = 6;
        static final int UNKNOWN_USER = 7;
        static final int ALREADY_IN_STATE = 101;
        static final int NOTIFIED = 102;
        static final int LINK_DELETED = 103;
        static final int QUERY_NOT_UNDERSTOOD = 104;

        private static final int ERROR = 1;

        static Message error(int code, String field, String text) {
            return new Message(ERROR, code, text, field);
        }

        static Message warning(int code, String field, String text) {
            return new Message(2, code, text, field);
        }

        static Message information(int code, String field, String text) {
            return new Message(3, code, text, field);
        }
    }

    /** The items that changed and those that could not. */
    record Changes(List<UUID> changed, List<UUID> failed) {}

    static Result of(
            List<Message> messages,
            @Nullable UUID id,
            @Nullable String name,
            @Nullable Changes data,
            @Nullable String url) {
        int errors = (int) messages.stream()
                .filter(message -> message.type() == Message.ERROR)
                .count();
        return new Result(messages, errors, id, name, data, url, null, null);
    }
}
