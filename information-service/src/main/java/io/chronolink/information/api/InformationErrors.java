package io.chronolink.information.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.chronolink.kit.web.ErrorFamily;
import io.chronolink.kit.web.Failure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;
import org.jspecify.annotations.Nullable;

/** Errors as ASP.NET Web API writes them. */
@Singleton
class InformationErrors implements ErrorFamily {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Body(
            @JsonProperty("Message") String message,
            @JsonProperty("ModelState") @Nullable Map<String, List<String>> modelState) {}

    private static final Set<String> ANSWERS = Set.of(
            MediaType.APPLICATION_JSON,
            TextJson.TYPE,
            MediaType.APPLICATION_XML,
            MediaType.TEXT_XML,
            MediaType.WILDCARD);

    private final RoutingContext context;

    InformationErrors(RoutingContext context) {
        this.context = context;
    }

    @Override
    public Response render(Failure failure) {
        return Response.status(failure.kind().status())
                .type(wantsXml() ? MediaType.APPLICATION_XML : MediaType.APPLICATION_JSON)
                .entity(body(failure))
                .build();
    }

    private Body body(Failure failure) {
        return switch (failure.kind()) {
            case MALFORMED, INVALID -> new Body("The request is invalid.", wrong(failure));
            case UNAUTHENTICATED -> new Body("Authorization has been denied for this request.", null);
            case METHOD_NOT_ALLOWED ->
                new Body(
                        "The requested resource does not support http method '"
                                + request().method() + "'.",
                        null);
            case UNSUPPORTED_MEDIA_TYPE -> new Body(mediaType(), null);
            case INTERNAL -> new Body("An error has occurred.", null);
            default -> new Body(failure.text(), null);
        };
    }

    private static Map<String, List<String>> wrong(Failure failure) {
        String field = failure.field();
        return Map.of(field == null ? "" : field, List.of(failure.text()));
    }

    private String mediaType() {
        String type = request().getHeader("Content-Type");
        return type == null
                ? "The request contains an entity body but no Content-Type header."
                : "The request entity's media type '" + type.replaceFirst(";.*", "")
                        + "' is not supported for this resource.";
    }

    /** Whether the caller likes XML better than JSON, which is the default. */
    private boolean wantsXml() {
        String accept = request().getHeader("Accept");
        List<MediaType> types = new ArrayList<>(accept == null ? List.of() : MediaTypeHelper.parseHeader(accept));
        MediaTypeHelper.sortByWeight(types);
        return types.stream()
                .map(type -> type.getType() + "/" + type.getSubtype())
                .filter(ANSWERS::contains)
                .findFirst()
                .filter(type -> type.endsWith("/xml"))
                .isPresent();
    }

    private HttpServerRequest request() {
        return context.request();
    }
}
