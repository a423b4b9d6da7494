package io.chronolink.information.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Writes answers as data-contract XML (docs/dialects/information.md#xml): the members of the JSON in alphabetical
 * order, what is null as {@code i:nil}, dates in local time with their offset.
 */
@Provider
@Produces({MediaType.APPLICATION_XML, MediaType.TEXT_XML})
class XmlWriter implements MessageBodyWriter<Object> {

    private static final String MODELS = "http://schemas.datacontract.org/2004/07/IO.Swagger.Models";
    private static final String CORE = "http://schemas.datacontract.org/2004/07/UP.Core.Data";
    private static final String STATES = "ArrayOfCodeListSystem";

    /** What the items of lists are called. */
    private static final Map<String, String> ITEMS = Map.of(
            "messages",
            "ResultMessage",
            "labels",
            "CodeList",
            "sections",
            "CodeList",
            "items",
            "Information",
            STATES,
            "CodeListSystem");

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final ObjectMapper json;
    private final ZoneId zone;

    XmlWriter(ObjectMapper json, @ConfigProperty(name = "chronolink.xml-zone") ZoneId zone) {
        this.json = json;
        this.zone = zone;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return true;
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        try {
            XMLStreamWriter xml = FACTORY.createXMLStreamWriter(out, "UTF-8");
            String root = root(value);
            xml.writeStartElement(root);
            xml.writeNamespace("i", XmlReader.INSTANCE);
            if (!(value instanceof InformationErrors.Body)) {
                xml.writeDefaultNamespace(value instanceof Result ? CORE : MODELS);
            }
            content(
                    xml,
                    root,
                    value instanceof InformationErrors.Body error ? tree(error) : json.valueToTree(value),
                    2);
            xml.writeEndElement();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    /** Here the framework writes the texts of a member one after the other, without elements of their own. */
    private static JsonNode tree(InformationErrors.Body error) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("Message", error.message());
        if (error.modelState() != null) {
            ObjectNode state = tree.putObject("ModelState");
            error.modelState().forEach((member, texts) -> state.put(member, String.join(" ", texts)));
        }
        return tree;
    }

    private static String root(Object value) {
        if (value instanceof InformationErrors.Body) {
            return "Error";
        }
        return value instanceof Result
                ? "Result"
                : value instanceof InformationView ? "Information" : value instanceof List ? STATES : "InformationPage";
    }

    private void element(XMLStreamWriter xml, String name, JsonNode value, int depth) throws XMLStreamException {
        if (value.isNull()) {
            xml.writeEmptyElement(name);
            xml.writeAttribute("i", XmlReader.INSTANCE, "nil", "true");
            return;
        }
        xml.writeStartElement(name);
        content(xml, name, value, depth + 1);
        xml.writeEndElement();
    }

    private void content(XMLStreamWriter xml, String name, JsonNode value, int depth) throws XMLStreamException {
        if (value.isObject()) {
            List<String> members = new ArrayList<>();
            value.fieldNames().forEachRemaining(members::add);
            Collections.sort(members);
            for (String member : members) {
                element(xml, encoded(member), value.get(member), depth);
            }
        } else if (value.isArray() && (value.isEmpty() || value.get(0).isContainerNode())) {
            for (JsonNode item : value) {
                element(xml, ITEMS.getOrDefault(name, "Item"), item, depth);
            }
        } else if (value.isArray()) {
            scalars(xml, value, "d" + (depth - 1) + "p1");
        } else {
            xml.writeCharacters(text(value.asText()));
        }
    }

    private void scalars(XMLStreamWriter xml, JsonNode items, String prefix) throws XMLStreamException {
        xml.writeNamespace(prefix, XmlReader.ARRAYS);
        for (JsonNode item : items) {
            String type = item.isNumber() ? "int" : item.asText().length() == 36 ? "guid" : "string";
            xml.writeStartElement(prefix, type, XmlReader.ARRAYS);
            xml.writeCharacters(text(item.asText()));
            xml.writeEndElement();
        }
    }

    /** Dates are local ones, and what XML 1.0 cannot hold is replaced. */
    private String text(String text) {
        if (DATE.matcher(text).matches()) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    OffsetDateTime.parse(text).atZoneSameInstant(zone));
        }
        StringBuilder fit = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= 0x20 && c != 0xFFFE && c != 0xFFFF || c == '\t' || c == '\n' || c == '\r' ? c : 0xFFFD)
                .forEach(fit::appendCodePoint);
        return fit.toString();
    }

    /** What a name cannot hold, as the framework writes it: {@code state.ids[0]} becomes state.ids_x005B_0_x005D_. */
    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean fits = Character.isLetter(c) || c == '_' || i > 0 && (Character.isDigit(c) || c == '.' || c == '-');
            encoded.append(fits ? String.valueOf(c) : String.format("_x%04X_", (int) c));
        }
        return encoded.isEmpty() ? "_" : encoded.toString();
    }
}
