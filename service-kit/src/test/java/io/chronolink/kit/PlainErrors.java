package io.chronolink.kit;

import io.chronolink.kit.web.ErrorFamily;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Errors of the tests' small service. */
@Singleton
class PlainErrors implements ErrorFamily {

    @Override
    public Response render(Failure failure) {
        return Response.status(failure.kind().status())
                .type(MediaType.APPLICATION_JSON)
                .entity(Map.of(
                        "kind", failure.kind().name(),
                        "field", failure.field() == null ? "" : failure.field(),
                        "text", failure.text()))
                .build();
    }
}
