package io.chronolink.information.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormCharsetTest {

    /** Escaped, and as bare bytes, each a character here. */
    @ParameterizedTest
    @CsvSource({"M%FCller,ISO-8859-1", "M%C3%BCller,UTF-8", "M\u00c3\u00bcller,UTF-8", "M\u00fcller,ISO-8859-1"})
    void bytesAreTextInTheCharsetThatIsDeclared(String bytes, String charset) {
        assertThat(FormReader.read(("title=" + bytes).getBytes(StandardCharsets.ISO_8859_1), Charset.forName(charset))
                        .path("title")
                        .asText())
                .isEqualTo("Müller");
    }

    /** A lone byte, half of a character, a surrogate, more bytes than needed. */
    @ParameterizedTest
    @ValueSource(strings = {"%FC", "M%C3", "%ED%A0%80", "%C0%AE", "\u00fc"})
    void bytesThatAreNoTextAreRefused(String bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FormReader.read(
                        ("title=" + bytes).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
}
