package io.chronolink.kit.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.chronolink.kit.database.Database;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns whatever goes wrong in a request into the service's own error shape. */
@Singleton
class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    /** SQL states of text that PostgreSQL cannot store: NUL and broken surrogates. */
    private static final String UNTRANSLATABLE_CHARACTER = "22P05";

    private static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";

    /** The constraint on the size of events that stand in the outbox. */
    private static final String OUTBOX_PAYLOAD_FITS = "outbox_payload_fits";

    private final ErrorFamily family;

    Failures(ErrorFamily family) {
        this.family = family;
    }

    @ServerExceptionMapper
    Response refused(Failure failure) {
        return render(failure);
    }

    @ServerExceptionMapper(
            value = {UnauthorizedException.class, AuthenticationFailedException.class},
            priority = 1)
    Response unauthenticated(SecurityException e) {
        return render(Failure.of(Failure.Kind.UNAUTHENTICATED, "A valid token is required."));
    }

    @ServerExceptionMapper(priority = 1)
    Response forbidden(ForbiddenException e) {
        return render(Failure.forbidden("The token does not give this right."));
    }

    @ServerExceptionMapper(priority = 1)
    Response wrongType(MismatchedInputException e) {
        return render(json(e));
    }

    @ServerExceptionMapper(priority = 1)
    Response json(JsonProcessingException e) {
        return render(failure(e));
    }

    /** Bytes that are no text in any of JSON's encodings. */
    @ServerExceptionMapper
    Response noText(CharConversionException e) {
        return render(noJson());
    }

    @ServerExceptionMapper(priority = 1)
    Response http(WebApplicationException e) {
        JsonProcessingException json = cause(e, JsonProcessingException.class);
        if (json != null) {
            return render(failure(json));
        }
        if (cause(e, CharConversionException.class) != null) {
            return render(noJson());
        }
        // Thrown where an answer was about to be streamed.
        Failure failure = cause(e, Failure.class);
        if (failure != null) {
            return render(failure);
        }
        return render(
                switch (e.getResponse().getStatus()) {
                    case 400 -> Failure.of(Failure.Kind.MALFORMED, "The request cannot be read.");
                    case 401 -> Failure.of(Failure.Kind.UNAUTHENTICATED, "A valid token is required.");
                    case 403 -> Failure.forbidden("The token does not give this right.");
                    case 404 -> Failure.notFound("There is nothing at this address.");
                    case 405 ->
                        Failure.of(Failure.Kind.METHOD_NOT_ALLOWED, "The method is not allowed at this address.");
                    case 406 ->
                        Failure.of(Failure.Kind.NOT_ACCEPTABLE, "None of the accepted media types can be served.");
                    case 413 -> Failure.tooLarge("The body is too large.");
                    case 415 -> Failure.of(Failure.Kind.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported.");
                    default -> unexpected(e);
                });
    }

    @ServerExceptionMapper
    Response other(Throwable e) {
        if (Database.isTransient(e)) {
            LOG.warnf("The database is away: %s", e.getMessage());
            return render(
                    Failure.of(Failure.Kind.UNAVAILABLE, "The service is not available at the moment, try again."));
        }
        Failure failure = cause(e, Failure.class);
        if (failure != null) {
            return render(failure);
        }
        if (Database.isRefusedBy(e, OUTBOX_PAYLOAD_FITS)) {
            return render(Failure.tooLarge("The record is too large to be told to others."));
        }
        SQLException sql = cause(e, SQLException.class);
        if (sql != null
                && (UNTRANSLATABLE_CHARACTER.equals(sql.getSQLState())
                        || CHARACTER_NOT_IN_REPERTOIRE.equals(sql.getSQLState()))) {
            return render(Failure.of(Failure.Kind.INVALID, "A text contains a character that cannot be stored."));
        }
        return render(unexpected(e));
    }

    private Response render(Failure failure) {
        Response.ResponseBuilder answer = Response.fromResponse(family.render(failure));
        switch (failure.kind()) {
            case UNAUTHENTICATED -> answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case UNAVAILABLE -> answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            default -> {
                // HTTP asks for nothing more.
            }
        }
        return answer.build();
    }

    /** The log and the caller get the same number, and the caller nothing else. */
    private static Failure unexpected(Throwable e) {
        UUID number = UUID.randomUUID();
        LOG.errorf(e, "Request failed, number %s", number);
        return Failure.of(Failure.Kind.INTERNAL, "The request failed; the log has it under number " + number + ".");
    }

    private static Failure failure(JsonProcessingException e) {
        return e instanceof MismatchedInputException mismatch ? json(mismatch) : noJson();
    }

    private static Failure noJson() {
        return Failure.of(Failure.Kind.MALFORMED, "The body is not valid JSON.");
    }

    private static Failure json(MismatchedInputException e) {
        String path = path(e);
        return path.isEmpty()
                ? Failure.of(Failure.Kind.MALFORMED, "The body has not the expected form.")
                : Failure.invalid(path, path + " has not the expected type or value");
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
