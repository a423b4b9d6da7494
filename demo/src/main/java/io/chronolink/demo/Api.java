package io.chronolink.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The five services over HTTP, as any client sees them. */
public final class Api implements AutoCloseable {

    private static final int PARALLEL = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A service did not do what the demo expects of it. */
    public static final class Unexpected extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unexpected(String message) {
            super(message);
        }
    }

    /**
     * What a service answered.
     *
     * @param operation the id of the operation that a write began, or null
     */
    public record Answer(
            int status, JsonNode body, @Nullable String operation) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService workers = Executors.newFixedThreadPool(PARALLEL);
    private final Function<Service, URI> address;
    private final String token;

    /** Calls services at those addresses with a token. */
    public Api(Function<Service, URI> address, String token) {
        this.address = address;
        this.token = token;
    }

    /** Calls and insists on success. */
    public Answer call(Service service, String method, String path, @Nullable Object body) {
        Answer answer = ask(service, method, path, body);
        if (answer.status() >= 300) {
            throw new Unexpected("%s %s on %s answered %d %s"
                    .formatted(method, path, service.wireName(), answer.status(), shortened(answer.body())));
        }
        return answer;
    }

    /** Calls and takes any answer. */
    public Answer ask(Service service, String method, String path, @Nullable Object body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address.apply(service) + path))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                    .build();
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.body().length == 0 ? json.nullNode() : json.readTree(response.body()),
                    response.headers().firstValue("Operation-Id").orElse(null));
        } catch (IOException e) {
            throw new UncheckedIOException(service.wireName() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unexpected("interrupted");
        }
    }

    /** Waits until an operation has spread everywhere. */
    public JsonNode awaitDone(Service service, String operation) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode status = call(service, "GET", "/operations/" + operation + "?wait=30s", null)
                    .body();
            if (status.path("status").asText().equals("done")) {
                return status;
            }
            if (!status.path("status").asText().equals("spreading") || System.nanoTime() > end) {
                throw new Unexpected("operation " + operation + " of " + service.wireName() + " did not spread: "
                        + shortened(status));
            }
        }
    }

    /** Does the same for each element, several at a time; the first failure ends it. */
    public <T, R> List<R> forEach(List<T> elements, Function<T, R> work) {
        try {
            List<Future<R>> results = workers.invokeAll(elements.stream()
                    .map(element -> (Callable<R>) () -> work.apply(element))
                    .toList());
            return results.stream().map(Api::result).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unexpected("interrupted");
        }
    }

    /** A text as one segment of a path. */
    public static String path(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unexpected("interrupted");
        }
    }

    private static String shortened(JsonNode body) {
        String text = body.toString();
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    /** A JSON object, in the order it is written down. */
    public static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
