package io.chronolink.recording.domain;

import io.chronolink.kit.web.Failure;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Templates of metadata, as the operator keeps them. */
@Singleton
public class Templates {

    private final Jdbi jdbi;

    Templates(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A template. */
    public record Template(long number, String name) {}

    /**
     * A field of a template.
     *
     * @param on whether it is shown
     * @param data JSON, such as the choices of a list, or null
     */
    public record Field(
            long number,
            boolean on,
            boolean required,
            String type,
            String name,
            @Nullable String data) {}

    /** The templates of a tenant, by number. */
    public List<Template> list(String tenant) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select number, name from metadata_template where tenant = :tenant order by number")
                .bind("tenant", tenant)
                .map((row, context) -> new Template(row.getLong("number"), row.getString("name")))
                .list());
    }

    /** The template with that number; throws not found. */
    public Template get(String tenant, long number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "select name from metadata_template where tenant = :tenant and number = :number")
                        .bind("tenant", tenant)
                        .bind("number", number)
                        .mapTo(String.class)
                        .findOne())
                .map(name -> new Template(number, name))
                .orElseThrow(() -> Failure.notFound("There is no such template."));
    }

    /** The fields of a template, by number. */
    public List<Field> fields(String tenant, long template) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select number, enabled, required, type, name, data from metadata_field
                        where tenant = :tenant and template = :template order by number
                        """)
                .bind("tenant", tenant)
                .bind("template", template)
                .map((row, context) -> new Field(
                        row.getLong("number"),
                        row.getBoolean("enabled"),
                        row.getBoolean("required"),
                        row.getString("type"),
                        row.getString("name"),
                        row.getString("data")))
                .list());
    }
}
