package io.chronolink.schedule.api;

import io.chronolink.kit.web.ErrorFamily;
import io.chronolink.kit.web.Failure;
import io.chronolink.schedule.domain.Codes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;

/** Errors as a list with numbers (docs/dialects/schedule.md#errors); a body that is no JSON object is 416. */
@Singleton
class ScheduleErrors implements ErrorFamily {

    private static final int BAD_MEDIA_TYPE = 416;

    @Override
    public Response render(Failure failure) {
        boolean noObject =
                failure.kind() == Failure.Kind.MALFORMED || failure.kind() == Failure.Kind.UNSUPPORTED_MEDIA_TYPE;
        int code = noObject ? Codes.BODY_NOT_A_JSON_OBJECT.code() : failure.code();
        String name = Arrays.stream(Codes.values())
                .filter(known -> known.code() == code)
                .map(Enum::name)
                .findFirst()
                .orElse(failure.kind().name());
        return Response.status(noObject ? BAD_MEDIA_TYPE : failure.kind().status())
                .type(MediaType.APPLICATION_JSON)
                .entity(new Body(List.of(new Item(code == 0 ? failure.kind().status() : code, name, failure.text()))))
                .build();
    }

    private record Body(List<Item> errors) {}

    private record Item(int code, String name, String message) {}
}
