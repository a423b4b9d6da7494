package io.chronolink.information.api;

import io.chronolink.information.domain.Informations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Notices as a web page shows them. */
@Path("/api/v1/web/informations")
@Produces(Formats.JSON_OR_XML)
@Tag(name = "Informations")
class WebResource {

    private final Informations informations;
    private final Bodies bodies;
    private final Tenancy tenancy;

    WebResource(Informations informations, Bodies bodies, Tenancy tenancy) {
        this.informations = informations;
        this.bodies = bodies;
        this.tenancy = tenancy;
    }

    @GET
    @Path("/{slug}")
    @RolesAllowed(Roles.END_USER)
    @Operation(
            summary = "A published notice that is valid by now, by its slug",
            description = "Of several with the same slug the one that is valid last. "
                    + "Notices are kept in one language, so language is taken and makes no difference.")
    public InformationView get(@PathParam("slug") String slug, @QueryParam("language") @Nullable String language) {
        return Optional.of(slug)
                .filter(Scalars::isStorable)
                .flatMap(storable -> informations.findPublished(tenancy.tenant(), storable))
                .map(found -> InformationView.of(found, bodies.details(found.details())))
                .orElseThrow(() -> Failure.notFound("Information not found."));
    }
}
