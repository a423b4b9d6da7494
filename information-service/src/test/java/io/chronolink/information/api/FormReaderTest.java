package io.chronolink.information.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A form becomes the tree that the same body has in JSON, whose scalars are texts. */
class FormReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            state_id=3                       | {"state_id": "3"}
            ids=x&ids=y                      | {"ids": ["x", "y"]}
            ids[]=x&ids[]=y                  | {"ids": ["x", "y"]}
            ids[0]=x&ids[1]=y                | {"ids": ["x", "y"]}
            ids[1]=y&ids[0]=x                | {"ids": ["x", "y"]}
            parent[id]=p                     | {"parent": {"id": "p"}}
            parent.id=p                      | {"parent": {"id": "p"}}
            labels[0].id=a&labels[1][id]=b   | {"labels": [{"id": "a"}, {"id": "b"}]}
            message=a+b%26c%C3%A9            | {"message": "a b&cé"}
            ids%5B0%5D=x                     | {"ids": ["x"]}
            message=                         | {"message": null}
            message                          | {"message": null}
            a=1&&b=2&                        | {"a": "1", "b": "2"}
            a=b=c                            | {"a": "b=c"}
            """)
    void membersAreNamedInAnyOfTheUsualWays(String form, String expected) throws Exception {
        assertThat(read(form)).isEqualTo(JSON.readTree(expected));
    }

    @Test
    void nothingIsNoMember() throws Exception {
        assertThat(read("")).isEqualTo(JSON.readTree("{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=x",
                "a[=x",
                "a]=x",
                "[a]=x",
                "a..b=x",
                "a.=x",
                ".a=x",
                "a=%",
                "a=%zz",
                "a=1&a[b]=2",
                "a[b]=2&a=1"
            })
    void whatIsNoFormIsRefused(String form) {
        assertThatThrownBy(() -> read(form)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameHasTwoHundredCharactersAtMost() throws Exception {
        String name = "n".repeat(200);

        assertThat(read(name + "=x").path(name).textValue()).isEqualTo("x");
        assertThatThrownBy(() -> read(name + "n=x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonNode read(String form) {
        return FormReader.read(form.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
