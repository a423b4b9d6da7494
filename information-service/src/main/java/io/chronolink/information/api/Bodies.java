package io.chronolink.information.api;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
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

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module().configureReadAbsentAsNull(true))
            .addModule(Scalars.module())
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
                            ofTexts.treeToValue(FormReader.read(body.readAllBytes(), charset(contentType)), type);
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

    /** @throws IllegalArgumentException for a charset that is none */
    private static Charset charset(@Nullable String contentType) {
        String named = MediaType.valueOf(contentType).getParameters().get(MediaType.CHARSET_PARAMETER);
        return named == null ? StandardCharsets.UTF_8 : Charset.forName(named);
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
                return Guids.NOT_A_GUID;
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
}
