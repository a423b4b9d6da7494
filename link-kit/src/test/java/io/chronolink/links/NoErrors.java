package io.chronolink.links;

import io.chronolink.kit.web.ErrorFamily;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** The tests answer nobody, but every service has its family of errors. */
@Singleton
class NoErrors implements ErrorFamily {

    @Override
    public Response render(Failure failure) {
        return Response.status(failure.kind().status()).build();
    }
}
