package io.chronolink.information.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads data-contract XML as the tree that the same body has in JSON (docs/dialects/information.md#xml). Members may
 * come in any order and namespace. Scalars stay texts. A document type is refused, and nothing outside is ever fetched.
 */
final class XmlReader {

    /** The namespace of items that are scalars. */
    static final String ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

    /** The namespace of {@code i:nil}. */
    static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

    private static final int DEEPEST = 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final XMLInputFactory FACTORY = factory();

    private XmlReader() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** @throws XMLStreamException for anything that is no document with this root */
    static JsonNode read(InputStream body, String root) throws XMLStreamException {
        XMLStreamReader xml = FACTORY.createXMLStreamReader(body);
        try {
            while (xml.next() != XMLStreamConstants.START_ELEMENT) {
                refuseDocumentType(xml);
            }
            if (!xml.getLocalName().equals(root)) {
                throw new XMLStreamException("The root is not " + root);
            }
            JsonNode value = element(xml, 0);
            while (xml.hasNext()) {
                xml.next();
            }
            return value;
        } finally {
            xml.close();
        }
    }

    private static JsonNode element(XMLStreamReader xml, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new XMLStreamException("The document is too deep");
        }
        String nil = xml.getAttributeValue(INSTANCE, "nil");
        ObjectNode members = JSON.objectNode();
        ArrayNode items = JSON.arrayNode();
        StringBuilder text = new StringBuilder();
        for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
            refuseDocumentType(xml);
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = xml.getLocalName();
                boolean item = isItem(xml.getNamespaceURI(), name);
                JsonNode value = element(xml, depth + 1);
                if (item) {
                    items.add(value);
                } else if (members.replace(name, value) != null) {
                    throw new XMLStreamException("A member comes twice");
                }
            } else if (xml.hasText() && event != XMLStreamConstants.COMMENT) {
                text.append(xml.getText());
            }
        }
        if ("true".equals(nil) || "1".equals(nil)) {
            return JSON.nullNode();
        }
        return !items.isEmpty() ? items : !members.isEmpty() ? members : JSON.textNode(text.toString());
    }

    /** Members are named in lower case; items by their types, or by those of XML Schema in a namespace of their own. */
    private static boolean isItem(String namespace, String name) {
        return ARRAYS.equals(namespace) || Character.isUpperCase(name.charAt(0));
    }

    private static void refuseDocumentType(XMLStreamReader xml) throws XMLStreamException {
        int event = xml.getEventType();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new XMLStreamException("A document type is not allowed");
        }
    }
}
