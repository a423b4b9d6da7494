package io.chronolink.recording.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.kit.web.Failure;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordingErrorsTest {

    private final RoutingContext unused = (RoutingContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {RoutingContext.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException();
            });

    @Test
    void malformedJsonIs500UnlessTheServiceIsToldToBeStrict() {
        Failure malformed = Failure.of(Failure.Kind.MALFORMED, "x");

        assertThat(new RecordingErrors(unused, false).render(malformed).getStatus())
                .isEqualTo(500);
        assertThat(new RecordingErrors(unused, true).render(malformed).getStatus())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MALFORMED", "UNAUTHENTICATED"})
    void everyOtherKindKeepsItsStatus(Failure.Kind kind) {
        assertThat(new RecordingErrors(unused, false)
                        .render(Failure.of(kind, "x"))
                        .getStatus())
                .isEqualTo(kind.status());
    }
}
