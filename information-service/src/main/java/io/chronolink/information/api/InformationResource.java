package io.chronolink.information.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.domain.Information;
import io.chronolink.information.domain.InformationRequests;
import io.chronolink.information.domain.Informations;
import io.chronolink.information.domain.States;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Notices. */
@Path(InformationResource.PATH)
@Produces(Formats.JSON_OR_XML)
@Tag(name = "Informations")
class InformationResource {

    static final String PATH = "/api/v1/informations";

    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<InformationView> items, long totalCount, int page, int pageSize) {}

    private final Informations informations;
    private final InformationRequests requests;
    private final States states;
    private final Bodies bodies;
    private final Tenancy tenancy;
    private final JsonWebToken token;

    InformationResource(
            Informations informations,
            InformationRequests requests,
            States states,
            Bodies bodies,
            Tenancy tenancy,
            JsonWebToken token) {
        this.informations = informations;
        this.requests = requests;
        this.states = states;
        this.bodies = bodies;
        this.tenancy = tenancy;
        this.token = token;
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "One notice", description = "The ETag is for If-Match of PUT.")
    public RestResponse<InformationView> get(@PathParam("id") String id) {
        Information information =
                informations.find(tenancy.tenant(), Guids.guid("id", id)).orElseThrow(InformationResource::notFound);
        return RestResponse.ResponseBuilder.ok(view(information))
                .tag(tag(information.id(), information.version()))
                .build();
    }

    @GET
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "A page of the notices")
    public Page list(@BeanParam ListParameters parameters) {
        var listing = parameters.listing();
        Informations.Page page = informations.list(tenancy.tenant(), listing);
        return new Page(
                page.items().stream().map(this::view).toList(), page.total(), listing.page(), listing.pageSize());
    }

    @GET
    @Path("/states")
    @RolesAllowed(Roles.END_USER)
    @Operation(summary = "The same as /api/v1/states")
    public List<StateResource.View> states() {
        return StateResource.views(states);
    }

    @POST
    @Consumes(Formats.BODIES)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Make a notice",
            description = "With a link_id, valid_from is the first start of the link's time profile as soon as it is "
                    + "known. A notice for a link that is deleted goes to the archive at once. "
                    + "Left out, state_id is 1 (draft) and valid_from is now.")
    public Result create(@HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType, InputStream content) {
        InformationBody body = read(contentType, content);
        return InformationAnswer.created(
                body, requests.create(token.getName(), body.draft(bodies.stored(body.details()))));
    }

    @PUT
    @Path("/{id}")
    @Consumes(Formats.BODIES)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Replace a notice",
            description = "What is left out is empty afterwards, but for link_id and information_parent, which older "
                    + "clients do not know: they stay, and null takes them away. Another state_id must be allowed by the "
                    + "transitions. With deleted=true the notice is deleted; a deleted one must be restored first. "
                    + "If-Match is honoured.")
    public Result replace(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Context Request request,
            InputStream content) {
        UUID guid = Guids.guid("id", id);
        InformationBody body = read(contentType, content);
        if (body.id() != null && !body.id().equals(guid)) {
            throw Failure.invalid(InformationBody.NAME + ".id", "The id is another one than in the path.");
        }
        return InformationAnswer.replaced(
                body,
                guid,
                requests.replace(
                        token.getName(),
                        guid,
                        body.replacement(bodies.stored(body.details())),
                        version -> request.evaluatePreconditions(tag(guid, version)) == null));
    }

    private InformationBody read(@Nullable String contentType, InputStream content) {
        return bodies.read(content, contentType, InformationBody.class, "Information", InformationBody.NAME);
    }

    private InformationView view(Information information) {
        return InformationView.of(information, bodies.details(information.details()));
    }

    private static EntityTag tag(UUID id, long version) {
        return new EntityTag(id + "." + version);
    }

    private static Failure notFound() {
        return Failure.notFound("Information not found.");
    }
}
