package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.events.InformationEvent.Category;
import io.chronolink.information.domain.States;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The states that notices can be in. */
@Path("/api/v1/states")
@Produces(Formats.JSON_OR_XML)
@Tag(name = "Informations")
class StateResource {

    @JsonNaming(SnakeCaseStrategy.class)
    record View(int id, String code, String name, String nameEn, Category category, List<Integer> transitions) {}

    private final States states;

    StateResource(States states) {
        this.states = states;
    }

    @GET
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "The states of notices, and which may follow which")
    public List<View> list() {
        return views(states);
    }

    static List<View> views(States states) {
        return states.all().stream()
                .map(state -> new View(
                        state.id(), state.code(), state.name(), state.nameEn(), state.category(), state.transitions()))
                .toList();
    }
}
