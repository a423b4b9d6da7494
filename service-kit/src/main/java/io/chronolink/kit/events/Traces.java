package io.chronolink.kit.events;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Carries the trace of a request through outbox and broker, where its context is text (W3C traceparent). With the
 * SDK switched off nothing is recorded, and the caller's context is passed on as it came.
 */
@Singleton
public class Traces {

    private static final W3CTraceContextPropagator FORMAT = W3CTraceContextPropagator.getInstance();
    private static final String FIELD = "traceparent";

    private static final TextMapGetter<String> ALONE = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(FIELD);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(FIELD) ? carrier : null;
        }
    };

    private final Tracer tracer;

    /** An SDK that is switched off would still make spans that nobody records, and name them as parents. */
    Traces(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.tracer = (disabled ? OpenTelemetry.noop() : telemetry).getTracer("io.chronolink.kit");
    }

    /**
     * The context that work begun now belongs to.
     *
     * @param callers what the caller sent, of any form, or null; it counts where no span is recorded here
     * @return null if there is no context
     */
    public @Nullable String current(@Nullable String callers) {
        Span current = Span.current();
        return current.getSpanContext().isValid() ? text(current) : text(Span.fromContext(context(callers)));
    }

    /** Begins set-wise work on events. */
    Work begin(SpanKind kind, String operation) {
        return new Work(kind, operation);
    }

    private static Context context(@Nullable String traceparent) {
        return traceparent == null ? Context.root() : FORMAT.extract(Context.root(), traceparent, ALONE);
    }

    private static @Nullable String text(Span span) {
        AtomicReference<String> text = new AtomicReference<>();
        FORMAT.inject(Context.root().with(span), text, (carrier, key, value) -> {
            if (carrier != null && key.equals(FIELD)) {
                carrier.set(value);
            }
        });
        return text.get();
    }

    /** Work on a batch: one span for each topic, operation and context in it, however many events these have. */
    final class Work implements AutoCloseable {

        private final SpanKind kind;
        private final String operation;
        private final Map<Key, Part> parts = new HashMap<>();

        private Work(SpanKind kind, String operation) {
            this.kind = kind;
            this.operation = operation;
        }

        /**
         * Counts an event in.
         *
         * @param traceparent the context that the event came with, or null
         * @return the context for what the work makes of it, or null if there is none
         */
        @Nullable
        String on(String topic, String operationId, @Nullable String traceparent) {
            Part part = parts.computeIfAbsent(new Key(topic, operationId, traceparent), this::start);
            part.events++;
            return part.traceparent;
        }

        /** Marks all of it as failed. */
        void failed() {
            parts.values().forEach(part -> part.span.setStatus(StatusCode.ERROR));
        }

        @Override
        public void close() {
            parts.values().forEach(part -> part.span
                    .setAttribute(AttributeKey.longKey("messaging.batch.message_count"), part.events)
                    .end());
        }

        private Part start(Key key) {
            Span span = tracer.spanBuilder(operation + " " + key.topic())
                    .setParent(context(key.traceparent()))
                    .setSpanKind(kind)
                    .setAttribute("messaging.system", "kafka")
                    .setAttribute("messaging.operation.type", operation)
                    .setAttribute("messaging.destination.name", key.topic())
                    .setAttribute("chronolink.operation.id", key.operationId())
                    .startSpan();
            return new Part(span, text(span));
        }
    }

    private record Key(
            String topic, String operationId, @Nullable String traceparent) {}

    private static final class Part {
        private final Span span;
        private final @Nullable String traceparent;
        private int events;

        Part(Span span, @Nullable String traceparent) {
            this.span = span;
            this.traceparent = traceparent;
        }
    }
}
