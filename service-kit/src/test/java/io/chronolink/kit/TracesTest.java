package io.chronolink.kit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One trace from the request to the effect: with an exporter in memory. */
@QuarkusTest
@TestProfile(TracesTest.Recording.class)
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class TracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    @Inject
    InMemorySpanExporter exporter;

    @Test
    void theTraceOfARequestGoesThroughOutboxAndBrokerToTheEffect() {
        String operation = make(3, "00-" + TRACE + "-" + CALLERS_SPAN + "-01");

        SpanData applied = await().until(() -> spans(operation, SpanKind.CONSUMER), spans -> handled(spans) == 3)
                .get(0);
        SpanData sent = parentOf(applied);
        SpanData request = parentOf(sent);

        assertThat(applied.getName()).isEqualTo("process room.events.v1");
        assertThat(sent.getName()).isEqualTo("send room.events.v1");
        assertThat(sent.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(handled(spans(operation, SpanKind.PRODUCER))).isEqualTo(3);
        assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(request.getParentSpanId()).isEqualTo(CALLERS_SPAN);
        assertThat(List.of(applied, sent, request))
                .allMatch(span -> span.getTraceId().equals(TRACE));
    }

    @Test
    void aBulkHasASpanForEachBatchAndNotForEachEvent() {
        String operation = make(2_000, "00-" + TRACE + "-" + CALLERS_SPAN + "-01");

        List<SpanData> applied =
                await().until(() -> spans(operation, SpanKind.CONSUMER), spans -> handled(spans) == 2_000);

        assertThat(applied).hasSizeLessThan(200);
        assertThat(applied).allMatch(span -> span.getTraceId().equals(TRACE));
    }

    @Test
    void whatIsNoContextBeginsATraceOfItsOwn() {
        String operation = make(1, "not-a-context");

        SpanData applied = await().until(() -> spans(operation, SpanKind.CONSUMER), spans -> handled(spans) == 1)
                .get(0);

        assertThat(applied.getTraceId()).isEqualTo(parentOf(parentOf(applied)).getTraceId());
        assertThat(parentOf(parentOf(applied)).getParentSpanContext().isValid()).isFalse();
    }

    private SpanData parentOf(SpanData span) {
        return await().until(
                        () -> exporter.getFinishedSpanItems().stream()
                                .filter(other -> other.getSpanId().equals(span.getParentSpanId()))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    private List<SpanData> spans(String operation, SpanKind kind) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == kind)
                .filter(span ->
                        operation.equals(span.getAttributes().get(AttributeKey.stringKey("chronolink.operation.id"))))
                .toList();
    }

    private static long handled(List<SpanData> spans) {
        return spans.stream()
                .mapToLong(span -> span.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count")))
                .sum();
    }

    private String make(int rooms, String traceparent) {
        return given().auth()
                .oauth2(TestStack.tokens()
                        .user("ann")
                        .tenant("traces-" + UUID.randomUUID())
                        .roles("end-user")
                        .sign())
                .header("traceparent", traceparent)
                .contentType(ContentType.JSON)
                .body(Map.of("rooms", rooms, "fail", false))
                .post("/things")
                .then()
                .statusCode(200)
                .extract()
                .header("Operation-Id");
    }

    /** Switches the SDK on, as an operator would. */
    public static final class Recording implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.bsp.schedule.delay", "50ms");
        }
    }

    /** Takes the place of the exporter to a collector. */
    static final class Exporters {

        @Produces
        @Singleton
        InMemorySpanExporter inMemory() {
            return InMemorySpanExporter.create();
        }
    }
}
