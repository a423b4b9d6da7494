package io.chronolink.information.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.chronolink.kit.web.Failure;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Reads the scalars of bodies: GUIDs, dates and texts, each of which must be a text in JSON. */
final class Scalars {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Scalars() {}

    static SimpleModule module() {
        return new SimpleModule()
                .addDeserializer(UUID.class, new GuidReader())
                .addDeserializer(Instant.class, new DateReader())
                .addDeserializer(String.class, new TextReader());
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
                return Guids.guid("", text);
            } catch (Failure e) {
                throw context.weirdStringException("", UUID.class, Guids.NOT_A_GUID);
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
