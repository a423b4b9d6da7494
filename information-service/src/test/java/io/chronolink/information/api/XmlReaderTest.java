package io.chronolink.information.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** XML becomes the tree that the same body has in JSON, whose scalars are texts. */
class XmlReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void membersComeInAnyOrderAndNamespaceAndItemsAreNamedByTheirTypes() throws Exception {
        assertThat(read("""
                <ChangeState xmlns="urn:any" xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">
                  <state_id>3</state_id>
                  <ids><a:guid>x</a:guid><a:guid>y</a:guid></ids>
                  <parent><id>p</id></parent>
                </ChangeState>
                """)).isEqualTo(json("{'state_id': '3', 'ids': ['x', 'y'], 'parent': {'id': 'p'}}"));
        assertThat(read("<ChangeState><labels><CodeList><id>l</id></CodeList></labels></ChangeState>"))
                .isEqualTo(json("{'labels': [{'id': 'l'}]}"));
    }

    @Test
    void nilIsNullWhateverStandsInIt() throws Exception {
        assertThat(read("""
                <ChangeState xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
                  <message i:nil="true"/><user_id i:nil="1">x</user_id><state_id i:nil="false">3</state_id>
                </ChangeState>
                """)).isEqualTo(json("{'message': null, 'user_id': null, 'state_id': '3'}"));
    }

    @Test
    void aTextIsItsTextWithoutCommentsWhateverItIsWrittenIn() throws Exception {
        assertThat(read("<ChangeState><message>a<!-- b --><![CDATA[<c>]]>&amp;</message></ChangeState>"))
                .isEqualTo(json("{'message': 'a<c>&'}"));
    }

    @Test
    void aDocumentIsTwentyElementsDeepAtMost() throws Exception {
        assertThat(read("<ChangeState>" + "<a>".repeat(20) + "</a>".repeat(20) + "</ChangeState>"))
                .isNotNull();
        assertRefused("<ChangeState>" + "<a>".repeat(21) + "</a>".repeat(21) + "</ChangeState>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Other/>",
                "<ChangeState>",
                "<ChangeState/><ChangeState/>",
                "<ChangeState><a>1</a><a>2</a></ChangeState>",
                "<!DOCTYPE ChangeState><ChangeState/>",
                "<!DOCTYPE c [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><ChangeState><a>&e;</a></ChangeState>",
                "<ChangeState><a>&unknown;</a></ChangeState>",
                "{}",
                ""
            })
    void whatIsNoSuchDocumentIsRefused(String body) {
        assertRefused(body);
    }

    private static void assertRefused(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(XMLStreamException.class);
    }

    private static JsonNode read(String body) throws XMLStreamException {
        return XmlReader.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), "ChangeState");
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
