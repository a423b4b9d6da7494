package io.chronolink.period.api;

import io.chronolink.kit.web.ErrorFamily;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Errors as the product's back end (Yii2) writes them: one object, or a list of fields that are wrong. */
@Singleton
class PeriodErrors implements ErrorFamily {

    private static final int UNPROCESSABLE = 422;

    private record Problem(String name, String message, int code, int status) {}

    private record WrongField(String field, String message) {}

    @Override
    public Response render(Failure failure) {
        if (failure.kind() == Failure.Kind.INVALID) {
            String field = failure.field();
            return json(UNPROCESSABLE, List.of(new WrongField(field == null ? "" : field, failure.text())));
        }
        int status = failure.kind().status();
        return json(status, new Problem(name(failure.kind()), failure.text(), failure.code(), status));
    }

    private static Response json(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
    }

    private static String name(Failure.Kind kind) {
        return switch (kind) {
            case MALFORMED -> "Bad Request";
            case INVALID -> "Data Validation Failed.";
            case UNAUTHENTICATED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case METHOD_NOT_ALLOWED -> "Method Not Allowed";
            case NOT_ACCEPTABLE -> "Not Acceptable";
            case CONFLICT -> "Conflict";
            case PRECONDITION_FAILED -> "Precondition Failed";
            case TOO_LARGE -> "Payload Too Large";
            case UNSUPPORTED_MEDIA_TYPE -> "Unsupported Media Type";
            case INTERNAL -> "Internal Server Error";
            case UNAVAILABLE -> "Service Unavailable";
        };
    }
}
