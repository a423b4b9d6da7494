package io.chronolink.recording.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chronolink.kit.web.ErrorFamily;
import io.chronolink.kit.web.Failure;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Errors as VALT writes them; malformed JSON is a 500 there. */
@Singleton
class RecordingErrors implements ErrorFamily {

    private record Envelope(Problem error) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Problem(int code, @Nullable String message) {}

    private record Refusal(Validation data, int code) {}

    private record Validation(String message, List<WrongField> fields) {}

    private record WrongField(String name, String message) {}

    private final RoutingContext request;
    private final boolean strict;

    RecordingErrors(RoutingContext request, @ConfigProperty(name = "recording.strict-http-status") boolean strict) {
        this.request = request;
        this.strict = strict;
    }

    @Override
    public Response render(Failure failure) {
        int status = failure.kind().status();
        return switch (failure.kind()) {
            case INVALID ->
                json(
                        status,
                        new Refusal(
                                new Validation(
                                        "Validation Error", List.of(new WrongField(field(failure), failure.text()))),
                                status));
            case NOT_FOUND -> problem(status, null);
            case MALFORMED -> problem(strict ? status : 500, "JSON body formatted incorrectly");
            case UNAUTHENTICATED ->
                problem(
                        status,
                        request.request().getHeader(HttpHeaders.AUTHORIZATION) == null
                                ? "No API key provided"
                                : "Invalid API key");
            default -> problem(status, failure.text());
        };
    }

    private static String field(Failure failure) {
        String field = failure.field();
        return field == null ? "" : field;
    }

    private static Response problem(int status, @Nullable String message) {
        return json(status, new Envelope(new Problem(status, message)));
    }

    private static Response json(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
    }
}
