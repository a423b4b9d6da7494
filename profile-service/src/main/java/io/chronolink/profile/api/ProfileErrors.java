package io.chronolink.profile.api;

import io.chronolink.kit.web.ErrorFamily;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Errors as the panels write them: one text. */
@Singleton
class ProfileErrors implements ErrorFamily {

    private record Refusal(String error) {}

    @Override
    public Response render(Failure failure) {
        String text =
                switch (failure.kind()) {
                    case UNAUTHENTICATED -> "Log In";
                    case MALFORMED -> "Wrong JSON body";
                    default -> failure.text();
                };
        return Response.status(failure.kind().status())
                .type(MediaType.APPLICATION_JSON)
                .entity(new Refusal(text))
                .build();
    }
}
