package io.chronolink.recording.api;

import io.chronolink.kit.web.Roles;
import io.chronolink.recording.api.ScheduleView.Named;
import io.chronolink.recording.api.TemplateResource.FieldView;
import io.chronolink.recording.api.TemplateResource.TemplateView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The templates at the address that the API has for administrators. */
@Path("/api/v3/admin/templates")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.TENANT_ADMIN)
@Tag(name = "Templates")
class AdminTemplateResource {

    private final TemplateResource templates;

    AdminTemplateResource(TemplateResource templates) {
        this.templates = templates;
    }

    @GET
    @Operation(summary = "All templates")
    public Data<List<Named>> list() {
        return templates.list();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "A template with its fields")
    public Data<TemplateView> get(@PathParam("id") String id) {
        return templates.get(id);
    }

    @GET
    @Path("{id}/fields")
    @Operation(summary = "The fields of a template")
    public Data<List<FieldView>> fields(@PathParam("id") String id) {
        return templates.fields(id);
    }
}
