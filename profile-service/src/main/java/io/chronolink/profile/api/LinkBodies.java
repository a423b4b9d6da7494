package io.chronolink.profile.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the bodies of link calls as a stream: an object with one list that counts, element by element. */
@Singleton
class LinkBodies {

    private final ObjectReader reader;
    private final int maxItems;

    LinkBodies(
            ObjectMapper json, @ConfigProperty(name = "profile.max-bulk-items", defaultValue = "10000") int maxItems) {
        this.reader = json.readerFor(JsonNode.class);
        this.maxItems = maxItems;
    }

    /**
     * The elements of the list, each read as soon as it has arrived; other members are ignored.
     *
     * @throws Failure (malformed) for what is no JSON object, (invalid) where the list is missing or no list, (too
     *     large) for more elements than a call may have
     */
    <T> List<T> readList(InputStream body, String member, Function<JsonNode, T> element) {
        try (JsonParser parser = reader.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Failure.of(Failure.Kind.MALFORMED, "Wrong JSON body");
            }
            List<T> elements = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!name.equals(member)) {
                    parser.skipChildren();
                } else if (value == JsonToken.START_ARRAY) {
                    elements = elements(parser, element);
                } else if (value != JsonToken.VALUE_NULL) {
                    throw Failure.invalid(member, "Wrong JSON body: value `" + member + "` was of the wrong type");
                }
            }
            if (parser.nextToken() != null) {
                throw Failure.of(Failure.Kind.MALFORMED, "Wrong JSON body");
            }
            if (elements == null) {
                throw Failure.invalid(member, "Wrong JSON body: no value for `" + member + "`");
            }
            return elements;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw Failure.of(Failure.Kind.MALFORMED, "Wrong JSON body");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> List<T> elements(JsonParser parser, Function<JsonNode, T> element) throws IOException {
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == maxItems) {
                throw Failure.tooLarge("More than " + maxItems + " items in one call");
            }
            elements.add(element.apply(reader.readValue(parser)));
        }
        return elements;
    }
}
