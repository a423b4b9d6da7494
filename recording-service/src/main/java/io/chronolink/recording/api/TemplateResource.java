package io.chronolink.recording.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.tenancy.Tenancy;
import io.chronolink.kit.web.Roles;
import io.chronolink.recording.api.ScheduleView.Named;
import io.chronolink.recording.domain.Templates;
import io.chronolink.recording.domain.Templates.Field;
import io.chronolink.recording.domain.Templates.Template;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Metadata templates; the operator keeps them (docs/dialects/recording.md#users-groups-and-templates). */
@Path("/api/v3/templates")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.END_USER)
@Tag(name = "Templates")
class TemplateResource {

    record FieldView(
            long id,
            boolean on,
            boolean required,
            String type,
            String name,
            @Nullable JsonNode data) {

        private static FieldView of(Field field) {
            return new FieldView(
                    field.number(), field.on(), field.required(), field.type(), field.name(), field.data());
        }
    }

    record TemplateView(long id, String name, List<FieldView> fields) {}

    private final Templates templates;
    private final Tenancy tenancy;

    TemplateResource(Templates templates, Tenancy tenancy) {
        this.templates = templates;
        this.tenancy = tenancy;
    }

    @GET
    @Operation(summary = "All templates")
    public Data<List<Named>> list() {
        return new Data<>(templates.list(tenancy.tenant()).stream()
                .map(template -> new Named(template.number(), template.name()))
                .toList());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "A template with its fields")
    public Data<TemplateView> get(@PathParam("id") String id) {
        Template template = templates.get(tenancy.tenant(), Parameters.id(id));
        return new Data<>(new TemplateView(template.number(), template.name(), fieldsOf(template)));
    }

    @GET
    @Path("{id}/fields")
    @Operation(summary = "The fields of a template")
    public Data<List<FieldView>> fields(@PathParam("id") String id) {
        return new Data<>(fieldsOf(templates.get(tenancy.tenant(), Parameters.id(id))));
    }

    private List<FieldView> fieldsOf(Template template) {
        return templates.fields(tenancy.tenant(), template.number()).stream()
                .map(FieldView::of)
                .toList();
    }
}
