package io.chronolink.schedule.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chronolink.kit.web.Failure;
import io.chronolink.schedule.domain.Codes;
import io.chronolink.schedule.domain.Schedules.Binding;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the members of bodies, which the dialect also sends with GET and DELETE. */
@Singleton
class Bodies {

    private static final int LONGEST_NAME = 40;

    private final ObjectMapper json;

    Bodies(ObjectMapper json) {
        this.json = json;
    }

    /** The body as an object; an empty one where there is none. */
    ObjectNode optional(byte @Nullable [] body) {
        return body == null || new String(body, StandardCharsets.UTF_8).isBlank()
                ? json.createObjectNode()
                : required(body);
    }

    /** The body as an object. */
    ObjectNode required(byte @Nullable [] body) {
        try {
            if (body != null && json.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw noObject();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        throw noObject();
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
        if (!value.isTextual() || value.asText().isBlank() || value.asText().length() > LONGEST_NAME) {
            throw Codes.SCHEDULE_PERIOD_INVALID.failure(
                    member + " must be a text of 1 to " + LONGEST_NAME + " characters");
        }
        return value.asText();
    }

    private static Failure noObject() {
        return Codes.BODY_NOT_A_JSON_OBJECT.failure("The body must be a JSON object");
    }
}
