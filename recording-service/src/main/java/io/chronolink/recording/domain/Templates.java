package io.chronolink.recording.domain;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Templates of metadata, as the operator keeps them. */
@Singleton
public class Templates {

    private final TemplateRepository templates;
    private final FieldRepository fields;

    Templates(TemplateRepository templates, FieldRepository fields) {
        this.templates = templates;
        this.fields = fields;
    }

    /** A template. */
    public record Template(long number, String name) {}

    /**
     * A field of a template.
     *
     * @param on whether it is shown
     * @param data such as the choices of a list, or null
     */
    public record Field(
            long number,
            boolean on,
            boolean required,
            String type,
            String name,
            @Nullable JsonNode data) {}

    /** The templates of a tenant, by number. */
    @Transactional
    public List<Template> list(String tenant) {
        return templates.of(tenant).stream()
                .map(template -> new Template(template.number, template.name))
                .toList();
    }

    /** The template with that number; throws not found. */
    @Transactional
    public Template get(String tenant, long number) {
        return templates
                .findByIdOptional(new NumberKey(tenant, number))
                .map(template -> new Template(template.number, template.name))
                .orElseThrow(() -> Failure.notFound("There is no such template."));
    }

    /** The fields of a template, by number. */
    @Transactional
    public List<Field> fields(String tenant, long template) {
        return fields.of(tenant, template).stream()
                .map(field ->
                        new Field(field.number, field.enabled, field.required, field.type, field.name, field.data))
                .toList();
    }

    /** What the fields of all templates are called, by their number. */
    @Transactional
    public Map<Long, String> fieldNames(String tenant) {
        return fields.names(tenant).stream().collect(toMap(FieldRepository.Name::number, FieldRepository.Name::name));
    }
}
