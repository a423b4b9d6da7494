package io.chronolink.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParamTest {

    @Test
    void whatIsLeftOutIsWhatItMeans() {
        assertThat(Param.number("page", null, 20, 100)).isEqualTo(20);
        assertThat(Param.flag("dry_run", null)).isFalse();
        assertThat(Param.uuid("operation_id", null)).isNull();
    }

    @Test
    void whatIsRightIsRead() {
        UUID id = UUID.randomUUID();

        assertThat(Param.number("page", "1", 20, 100)).isEqualTo(1);
        assertThat(Param.number("page", "100", 20, 100)).isEqualTo(100);
        assertThat(Param.flag("dry_run", "true")).isTrue();
        assertThat(Param.flag("dry_run", "false")).isFalse();
        assertThat(Param.uuid("operation_id", id.toString())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "101", "-1", "+1", "1.0", "x", "99999999", "12345678901234567890", "\u0661"})
    void whatIsNoNumberInRangeIsRefused(String value) {
        assertThatThrownBy(() -> Param.number("page", value, 20, 100))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("page must be a number from 1 to 100");
    }

    @Test
    void whatIsNeitherTrueNorFalseNorAnIdIsRefused() {
        assertThatThrownBy(() -> Param.flag("dry_run", "perhaps"))
                .hasMessageContaining("dry_run must be true or false");
        assertThatThrownBy(() -> Param.uuid("operation_id", "x")).hasMessageContaining("operation_id must be a UUID");
        assertThatThrownBy(() -> Param.id("x", () -> Failure.notFound("There is none.")))
                .hasMessageContaining("There is none.");
    }

    @Test
    void textsWithNulOrHalvesOfCharactersCannotBeStored() {
        assertThat(Texts.isStorable("")).isTrue();
        assertThat(Texts.isStorable("a\u0001\uD83D\uDE00z")).isTrue();
        assertThat(Texts.isStorable("a\0")).isFalse();
        assertThat(Texts.isStorable("\uD83D")).isFalse();
        assertThat(Texts.isStorable("\uDE00\uD83D")).isFalse();
    }
}
