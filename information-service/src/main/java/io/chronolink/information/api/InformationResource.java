package io.chronolink.information.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.information.api.Result.Message;
import io.chronolink.information.domain.Information;
import io.chronolink.information.domain.Informations;
import io.chronolink.information.domain.Informations.Change;
import io.chronolink.information.domain.Informations.Changed;
import io.chronolink.information.domain.Informations.Created;
import io.chronolink.information.domain.NewInformation;
import io.chronolink.information.domain.State;
import io.chronolink.information.domain.States;
import io.chronolink.kit.operations.Operations;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Roles;
import io.smallrye.common.annotation.Blocking;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Notices. */
@Path(InformationResource.PATH)
@Blocking
@Produces({MediaType.APPLICATION_JSON, TextJson.TYPE, MediaType.APPLICATION_XML, MediaType.TEXT_XML})
@Tag(name = "Informations")
class InformationResource {

    static final String PATH = "/api/v1/informations";

    private static final String BODY = "information";
    private static final int DRAFT = 1;
    private static final int MAX_TITLE = 500;
    private static final int MAX_TEXT = 100_000;
    private static final int MAX_DETAILS = 100_000;

    /**
     * A notice as a client sends it; name and system_information are the service's own business. What older clients do not
     * know, the link and the parent, can be left out or null, which is not the same where a notice is replaced.
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Body(
            @Nullable UUID id,
            @Nullable Boolean deleted,
            @Nullable String title,
            @Nullable String text,
            @Nullable Instant validFrom,
            @Nullable Integer stateId,
            @Nullable Optional<UUID> linkId,
            @Nullable Optional<CodeList> informationParent,
            @JsonUnwrapped Details details) {

        @Nullable
        CodeList parent() {
            return informationParent == null ? null : informationParent.orElse(null);
        }

        @Nullable
        UUID link() {
            return linkId == null ? null : linkId.orElse(null);
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<InformationView> items, long totalCount, int page, int pageSize) {}

    private final Informations informations;
    private final States states;
    private final Operations operations;
    private final Bodies bodies;
    private final Tenancy tenancy;
    private final JsonWebToken token;

    InformationResource(
            Informations informations,
            States states,
            Operations operations,
            Bodies bodies,
            Tenancy tenancy,
            JsonWebToken token) {
        this.informations = informations;
        this.states = states;
        this.operations = operations;
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
                informations.find(tenancy.tenant(), Bodies.guid("id", id)).orElseThrow(InformationResource::notFound);
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
    @Consumes({
        MediaType.APPLICATION_JSON,
        TextJson.TYPE,
        MediaType.APPLICATION_XML,
        MediaType.TEXT_XML,
        MediaType.APPLICATION_FORM_URLENCODED
    })
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Make a notice",
            description = "With a link_id, valid_from is the first start of the link's time profile as soon as it is "
                    + "known. A notice for a link that is deleted goes to the archive at once. "
                    + "Left out, state_id is 1 (draft) and valid_from is now.")
    public Result create(@HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType, InputStream content) {
        Body body = bodies.read(content, contentType, Body.class, "Information", BODY);
        return operations.accept("information.create", 1, cause -> {
            List<Message> messages = new ArrayList<>();
            NewInformation made = made(body, messages);
            if (made == null) {
                return Result.of(messages, null, null, null, null);
            }
            Created created = informations.create(cause, token.getName(), made);
            if (created.archived()) {
                messages.add(linkDeleted());
            }
            return Result.of(messages, created.id(), made.title(), null, PATH + "/" + created.id());
        });
    }

    @PUT
    @Path("/{id}")
    @Consumes({
        MediaType.APPLICATION_JSON,
        TextJson.TYPE,
        MediaType.APPLICATION_XML,
        MediaType.TEXT_XML,
        MediaType.APPLICATION_FORM_URLENCODED
    })
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
        UUID guid = Bodies.guid("id", id);
        Body body = bodies.read(content, contentType, Body.class, "Information", BODY);
        if (body.id() != null && !body.id().equals(guid)) {
            throw Failure.invalid(BODY + ".id", "The id is another one than in the path.");
        }
        return operations.accept("information.replace", 1, cause -> {
            List<Message> messages = new ArrayList<>();
            Change change = change(body, messages);
            if (change == null) {
                return Result.of(messages, guid, null, null, PATH + "/" + guid);
            }
            Changed changed = informations
                    .save(
                            cause,
                            token.getName(),
                            guid,
                            change,
                            version -> request.evaluatePreconditions(tag(guid, version)) == null)
                    .orElseThrow(InformationResource::notFound);
            explain(changed, change, messages);
            return Result.of(messages, guid, change.title(), null, PATH + "/" + guid);
        });
    }

    private void explain(Changed changed, Change change, List<Message> messages) {
        switch (changed.verdict()) {
            case DELETED ->
                messages.add(Message.error(Message.DELETED, "deleted", "Information is deleted; restore it first."));
            case FORBIDDEN ->
                messages.add(Message.error(
                        Message.TRANSITION_NOT_ALLOWED,
                        "state_id",
                        "Transition from "
                                + states.find(changed.from()).orElseThrow().name() + " to "
                                + change.state().name() + " is not allowed."));
            case CYCLE ->
                messages.add(Message.error(
                        Message.WRONG_PARENT,
                        "information_parent",
                        "The parent stands under this information or is the same."));
            default -> {
                if (changed.archived()) {
                    messages.add(linkDeleted());
                }
            }
        }
    }

    private static Message linkDeleted() {
        return Message.warning(
                Message.LINK_DELETED, "link_id", "The link is deleted, so the information was archived.");
    }

    /** What the body asks for, or null and messages about all that is wrong with it. */
    private @Nullable Change change(Body body, List<Message> messages) {
        require("labels", body.details().hasLabels(), messages);
        require("sections", body.details().hasSections(), messages);
        require("deleted", body.deleted() != null, messages);
        require("valid_from", body.validFrom() != null, messages);
        require("state_id", body.stateId() != null, messages);
        NewInformation made = made(body, messages);
        return made == null || made.validFrom() == null
                ? null
                : new Change(
                        made.title(),
                        made.text(),
                        made.state(),
                        made.parentId(),
                        body.informationParent() != null && made.parentId() == null,
                        made.linkId(),
                        body.linkId() != null,
                        made.validFrom(),
                        made.details(),
                        Boolean.TRUE.equals(body.deleted()));
    }

    private static void require(String field, boolean given, List<Message> messages) {
        if (!given) {
            messages.add(Message.error(Message.VALUE_MISSING, field, "The value is missing."));
        }
    }

    /** What the body asks for, or null and messages about all that is wrong with it. */
    private @Nullable NewInformation made(Body body, List<Message> messages) {
        JsonNode details = bodies.stored(body.details());
        limit("text", body.text(), MAX_TEXT);
        limit("title", body.title(), MAX_TITLE);
        if (details.toString().length() > MAX_DETAILS) {
            throw Failure.invalid(BODY, "The members beside text have more than " + MAX_DETAILS + " characters.");
        }
        String title = body.title();
        if (title == null || title.isBlank()) {
            messages.add(Message.error(Message.VALUE_MISSING, "title", "The title is missing."));
        }
        String text = body.text();
        if (text == null) {
            messages.add(Message.error(Message.VALUE_MISSING, "text", "The text is missing."));
        }
        State state =
                states.find(body.stateId() == null ? DRAFT : body.stateId()).orElse(null);
        if (state == null) {
            messages.add(Message.error(Message.UNKNOWN_STATE, "state_id", "Unknown state."));
        }
        CodeList parent = body.parent();
        if (parent != null) {
            checkParent(parent, messages);
        }
        return title == null || text == null || state == null || !messages.isEmpty()
                ? null
                : new NewInformation(
                        title,
                        text,
                        state,
                        parent == null ? null : parent.id(),
                        body.link(),
                        body.validFrom(),
                        details);
    }

    private void checkParent(CodeList parent, List<Message> messages) {
        if (parent.id() == null) {
            messages.add(
                    Message.error(Message.VALUE_MISSING, "information_parent.id", "The id of the parent is missing."));
        } else if (!informations.canBeParent(tenancy.tenant(), parent.id())) {
            messages.add(Message.error(Message.WRONG_PARENT, "information_parent", "Parent not found."));
        }
    }

    private static void limit(String field, @Nullable String text, int max) {
        if (text != null && text.length() > max) {
            throw Failure.invalid(BODY + "." + field, "The text has more than " + max + " characters.");
        }
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
