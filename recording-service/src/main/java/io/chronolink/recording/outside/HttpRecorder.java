package io.chronolink.recording.outside;

import io.chronolink.kit.events.EventJson;
import io.chronolink.recording.domain.Devices;
import io.chronolink.recording.domain.Recorder;
import io.chronolink.recording.domain.RecorderException;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * Tells devices over HTTP: {@code POST <device>/start|stop|pause|resume}. A call that fails is made again twice; a
 * device that keeps failing is left in peace for a while, so that it holds up nobody. Redirects are not followed.
 */
@Singleton
class HttpRecorder implements Recorder {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PEACE = Duration.ofSeconds(10);
    private static final int FAILURES = 6;

    private final Devices devices;
    private final Duration timeout;
    private final HttpClient client;
    private final Map<String, Guard> guards = new ConcurrentHashMap<>();

    HttpRecorder(Devices devices, @ConfigProperty(name = "recording.device-timeout") Duration timeout) {
        this.devices = devices;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public void tell(Command command, Recording recording) {
        URI device = recording.device();
        if (device == null) {
            return;
        }
        if (!devices.isAllowed(device)) {
            throw new RecorderException("its origin is not allowed", null);
        }
        try {
            guards.computeIfAbsent(device.toString(), any -> guard())
                    .call(() -> call(command, recording, device), Void.class);
        } catch (CircuitBreakerOpenException e) {
            throw new RecorderException("it failed too often of late", e);
        } catch (RecorderException e) {
            throw e;
        } catch (Exception e) {
            throw new RecorderException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Guard guard() {
        return Guard.create()
                .withCircuitBreaker()
                .requestVolumeThreshold(FAILURES)
                .failureRatio(1)
                .delay(PEACE.toMillis(), ChronoUnit.MILLIS)
                .done()
                .withRetry()
                .maxRetries(MAX_CALLS - 1)
                .delay(PAUSE.toMillis(), ChronoUnit.MILLIS)
                .jitter(PAUSE.toMillis() / 2, ChronoUnit.MILLIS)
                .abortOn(CircuitBreakerOpenException.class)
                .done()
                .build();
    }

    private @Nullable Void call(Command command, Recording recording, URI device) throws InterruptedException {
        String verb = command.name().toLowerCase(Locale.ROOT);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(device.toString().replaceFirst("/+$", "") + "/" + verb))
                .header("Content-Type", "application/json")
                .timeout(timeout)
                .POST(BodyPublishers.ofString(EventJson.write(body(recording))));
        if (command == Command.START || command == Command.STOP) {
            request.header("Idempotency-Key", recording.id() + "-" + verb);
        }
        // The request's own time-out ends when the answer begins; a device may hang later than that.
        CompletableFuture<Integer> answer = client.sendAsync(request.build(), BodyHandlers.discarding())
                .thenApply(response -> response.statusCode());
        try {
            int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (status < 200 || status > 299) {
                throw new RecorderException("it answered " + status, null);
            }
            return null;
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            throw new RecorderException("it did not answer", e);
        }
    }

    private static Map<String, @Nullable Object> body(Recording recording) {
        Instant stopAt = recording.stopAt();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("id", recording.id());
        body.put("record_id", recording.number());
        body.put("name", recording.name());
        body.put("room", Map.of("id", recording.room(), "name", recording.roomName()));
        body.put("start_at", recording.startAt().getEpochSecond());
        body.put("stop_at", stopAt == null ? null : stopAt.getEpochSecond());
        body.put("author", recording.author());
        body.put("template", recording.template());
        body.put(
                "share",
                Map.of(
                        "users",
                        recording.share().users(),
                        "groups",
                        recording.share().userGroups()));
        return body;
    }
}
