package io.chronolink.schedule.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.schedule.domain.Codes;
import io.chronolink.schedule.domain.Names;
import io.chronolink.schedule.domain.Schedules.Binding;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the members of bodies, which the dialect also sends with GET and DELETE. */
@Singleton
class Bodies {

    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_GROUP = 64;
    private static final int LONGEST_USER = 161;

    private final ObjectReader reader;

    Bodies(ObjectMapper json) {
        this.reader = json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The body as an object; an empty one where there is none. */
    ObjectNode optional(byte @Nullable [] body) {
        return body == null || new String(body, StandardCharsets.UTF_8).isBlank()
                ? JsonNodeFactory.instance.objectNode()
                : required(body);
    }

    /** The body as an object. */
    ObjectNode required(byte @Nullable [] body) {
        try {
            if (body != null && reader.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // The same words as for any other body that is no object.
        }
        throw Codes.BODY_NOT_A_JSON_OBJECT.failure("The body must be a JSON object");
    }

    /** A flag that may stand in the query or in the body. */
    static boolean flag(@Nullable String query, ObjectNode body, String member) {
        JsonNode value = body.path(member);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure(member + " must be true or false");
        }
        return value.asBoolean(false) || "true".equalsIgnoreCase(query);
    }

    static String name(ObjectNode body) {
        String name = text(body, "name");
        if (name == null) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure("name is missing");
        }
        return name;
    }

    static @Nullable String optionalName(ObjectNode body) {
        return text(body, "name");
    }

    /** The member {@code link_id}: absent changes nothing, null binds to nothing. */
    static @Nullable Binding binding(ObjectNode body) {
        if (!body.has("link_id")) {
            return null;
        }
        JsonNode value = body.path("link_id");
        if (value.isNull()) {
            return new Binding(null);
        }
        try {
            if (value.isTextual() && value.asText().length() == 36) {
                return new Binding(UUID.fromString(value.asText()));
            }
        } catch (IllegalArgumentException e) {
            // The same words as for any other wrong value.
        }
        throw Codes.SCHEDULE_PERIOD_INVALID.failure("link_id must be a UUID or null");
    }

    /** A text of 1 to 40 characters, or null where it is missing. */
    static @Nullable String text(ObjectNode body, String member) {
        JsonNode value = body.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || !Names.isName(value.asText(), LONGEST_NAME)) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure(
                    member + " must be a text of 1 to " + LONGEST_NAME + " characters");
        }
        return value.asText();
    }

    /** BroadWorks' user ids look like mail addresses. */
    static void checkUser(String user) {
        if (!Names.isName(user, LONGEST_USER)) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure("the user's id must have 1 to " + LONGEST_USER + " characters");
        }
    }

    /** A group comes into being by its id in a path, so that is checked like a text of a body. */
    static void checkGroup(String group) {
        if (!Names.isName(group, LONGEST_GROUP)) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure(
                    "the group's id must have 1 to " + LONGEST_GROUP + " characters");
        }
    }
}
