package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.chronolink.kit.web.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A JSON object of a request. A member that is absent or null reads as null; how others are read: {@link Member}. */
record Body(JsonNode json, String path) {

    static Body of(@Nullable JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Failure.of(Failure.Kind.MALFORMED, "The body must be a JSON object.");
        }
        return new Body(json, "");
    }

    /** Whether the caller says anything of it, be it null. */
    boolean has(String name) {
        return json.has(name);
    }

    /** Whether it is an empty text. */
    boolean isEmpty(String name) {
        Member member = member(name);
        return member != null
                && member.value().isTextual()
                && member.value().textValue().isEmpty();
    }

    @Nullable
    String text(String name) {
        Member member = member(name);
        return member == null ? null : member.text();
    }

    /** A text that may not be empty. */
    @Nullable
    String name(String name) {
        String text = text(name);
        if (text != null && text.isBlank()) {
            throw invalid(name, "This value should not be blank.");
        }
        return text;
    }

    @Nullable
    Long number(String name) {
        Member member = member(name);
        return member == null ? null : (Long) member.integer();
    }

    @Nullable
    Boolean flag(String name) {
        Member member = member(name);
        return member == null ? null : (Boolean) member.flag();
    }

    @Nullable
    UUID uuid(String name) {
        Member member = member(name);
        return member == null ? null : member.uuid();
    }

    /** The constant of that name in lower case. */
    <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        Member member = member(name);
        return member == null ? null : member.choice(type);
    }

    /** Empty if absent. */
    List<Long> numbers(String name) {
        Member member = member(name);
        return member == null ? List.of() : member.integers();
    }

    @Nullable
    Body object(String name) {
        Member member = member(name);
        if (member == null) {
            return null;
        }
        if (!member.value().isObject()) {
            throw member.invalid("This value should be of type object.");
        }
        return new Body(member.value(), path + name + ".");
    }

    /** Numbers of fields with their values, which may be texts or numbers. */
    Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>();
        json.properties().forEach(field -> {
            String at = path + field.getKey();
            if (new Member(at, TextNode.valueOf(field.getKey())).integer() < 1) {
                throw invalid(field.getKey(), "This value should be greater than 0.");
            }
            fields.put(field.getKey(), new Member(at, field.getValue()).textOrNumber());
        });
        if (fields.size() > Member.MAX_LIST) {
            throw new Member(path, json).tooMany();
        }
        return fields;
    }

    Failure invalid(String name, String text) {
        return Failure.invalid(path + name, text);
    }

    private @Nullable Member member(String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : new Member(path + name, value);
    }
}
