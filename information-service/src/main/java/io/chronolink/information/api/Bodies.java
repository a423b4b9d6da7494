package io.chronolink.information.api;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies strictly, and names what is wrong by its place, as {@code state.ids[3]}. XML and forms become the tree that
 * the same body has in JSON, but for their scalars, which are all texts; from there on there is one way.
 */
@Singleton
class Bodies {

    /** Dates of the API. */
    static final String DATE = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    static final String NOT_A_GUID = "The value is not a GUID.";

    private static final Pattern GUID = Pattern.compile("\\{[-0-9a-fA-F]{36}}|[-0-9a-fA-F]{36}");
    private static final Pattern HYPHENATED = Pattern.compile("\\w{8}-\\w{4}-\\w{4}-\\w{4}-\\w{12}");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module().configureReadAbsentAsNull(true))
            .addModule(new SimpleModule()
                    .addDeserializer(UUID.class, new GuidReader())
                    .addDeserializer(Instant.class, new DateReader())
                    .addDeserializer(String.class, new TextReader()))
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The same for trees whose scalars are texts. */
    private final JsonMapper ofTexts = json.rebuild()
            .enable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(
                    DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
                    DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT)
            .build();

    /**
     * The body as a value.
     *
     * @param contentType JSON unless it says another of the API's formats
     * @param root what the body is called in XML
     * @param parameter what the body is called in messages
     * @throws Failure (invalid) for anything that is no such value
     */
    <T> T read(InputStream body, @Nullable String contentType, Class<T> type, String root, String parameter) {
        String format = contentType == null
                ? ""
                : contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        try {
            T value =
                    switch (format) {
                        case MediaType.APPLICATION_XML, MediaType.TEXT_XML ->
                            ofTexts.treeToValue(XmlReader.read(body, root), type);
                        case MediaType.APPLICATION_FORM_URLENCODED ->
                            ofTexts.treeToValue(FormReader.read(body.readAllBytes()), type);
                        default -> json.readValue(body, type);
                    };
            if (value == null) {
                throw Failure.invalid(parameter, "A body is required.");
            }
            return value;
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof JsonParseException || e.getCause() instanceof StreamConstraintsException) {
                throw malformed(parameter, "JSON");
            }
            String place = place(e);
            throw Failure.invalid(parameter + place, place.isEmpty() ? "The body is not such an object." : text(e));
        } catch (JsonProcessingException | CharConversionException e) {
            throw malformed(parameter, "JSON");
        } catch (XMLStreamException e) {
            throw malformed(parameter, "XML");
        } catch (IllegalArgumentException e) {
            throw malformed(parameter, "form data");
        } catch (IOException e) {
            throw Failure.of(Failure.Kind.MALFORMED, "The body cannot be read.");
        }
    }

    /** What {@link #stored} made. */
    Details details(JsonNode stored) {
        try {
            return json.treeToValue(stored, Details.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored details cannot be read", e);
        }
    }

    /** Details as they are stored. */
    JsonNode stored(Details details) {
        return json.valueToTree(details);
    }

    /**
     * A GUID in its usual form, in lower or upper case, with or without braces.
     *
     * @throws Failure (invalid) for anything else
     */
    static UUID guid(String field, String text) {
        if (GUID.matcher(text).matches()) {
            String plain = text.startsWith("{") ? text.substring(1, text.length() - 1) : text;
            if (HYPHENATED.matcher(plain).matches()) {
                return UUID.fromString(plain);
            }
        }
        throw Failure.invalid(field, NOT_A_GUID);
    }

    /** Whether a text can be stored and sent on: no NUL, no half of a surrogate pair. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static Failure malformed(String parameter, String format) {
        return Failure.invalid(parameter, "The body is not valid " + format + ".");
    }

    private static String place(JsonMappingException e) {
        StringBuilder place = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append('.').append(step.getFieldName());
            }
        }
        return place.toString();
    }

    private static String text(JsonMappingException e) {
        if (e instanceof InvalidFormatException wrong) {
            if (wrong.getTargetType() == UUID.class) {
                return NOT_A_GUID;
            }
            if (wrong.getTargetType() == Instant.class) {
                return "The value is not a date such as 2025-09-13T10:21:18Z in the years 1 to 9999.";
            }
            if (wrong.getTargetType() == String.class) {
                return "The text contains a character that cannot be stored.";
            }
        }
        return "The value has not the expected type.";
    }

    private static String string(JsonParser parser, DeserializationContext context, Class<?> type) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING
                ? parser.getText()
                : (String) context.handleUnexpectedToken(type, parser);
    }

    private static final class GuidReader extends StdScalarDeserializer<UUID> {
        private static final long serialVersionUID = 1;

        GuidReader() {
            super(UUID.class);
        }

        @Override
        public UUID deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = string(parser, context, UUID.class);
            try {
                return guid("", text);
            } catch (Failure e) {
                throw context.weirdStringException("", UUID.class, NOT_A_GUID);
            }
        }
    }

    private static final class DateReader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        DateReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = string(parser, context, Instant.class);
            try {
                Instant date = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
                if (!date.isBefore(EARLIEST) && !date.isAfter(LATEST)) {
                    return date;
                }
            } catch (DateTimeException e) {
                throw context.weirdStringException("", Instant.class, e.getMessage());
            }
            throw context.weirdStringException("", Instant.class, "out of range");
        }
    }

    private static final class TextReader extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1;

        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = string(parser, context, String.class);
            if (!isStorable(text)) {
                throw context.weirdStringException("", String.class, "not storable");
            }
            return text;
        }
    }
}
