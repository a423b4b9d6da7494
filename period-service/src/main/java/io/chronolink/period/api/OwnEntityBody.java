package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.events.EntityType;
import io.chronolink.kit.web.Failure;
import io.chronolink.period.domain.OwnEntity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A user's own entity, as it is sent; the id stands in the address where there is one. */
@JsonNaming(SnakeCaseStrategy.class)
record OwnEntityBody(
        @Nullable String entityId,
        @Nullable String entityType,
        @Nullable String entityName,
        @Nullable List<@Nullable String> parents,
        @Nullable String linkId) {

    private static final int MAX_ENTITIES = 10_000;
    private static final int MAX_PARENTS = 100;
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** @throws Failure (invalid) that names the member of the list that is wrong */
    static List<OwnEntity> read(List<@Nullable OwnEntityBody> list) {
        if (list.size() > MAX_ENTITIES) {
            throw Failure.invalid("", "The list must have at most " + MAX_ENTITIES + " entities.");
        }
        List<OwnEntity> all = new ArrayList<>(list.size());
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            OwnEntityBody entity = list.get(i);
            if (entity == null) {
                throw Failure.invalid(field(i, ""), "An entity cannot be null.");
            }
            String id = Parameters.id(field(i, "entity_id"), entity.entityId());
            if (!ids.add(id)) {
                throw Failure.invalid(field(i, "entity_id"), "The list has another entity of this id.");
            }
            all.add(entity.read(field(i, ""), id));
        }
        return all;
    }

    /** What a member of the entity at a place of a list is called in failures. */
    static String field(int place, String member) {
        return "[" + place + "]" + (member.isEmpty() ? "" : "." + member);
    }

    /**
     * The entity, under that id.
     *
     * @param prefix what it is called itself in failures, or nothing
     * @throws Failure (invalid) that names the member that is wrong
     */
    OwnEntity read(String prefix, String id) {
        String at = prefix.isEmpty() ? "" : prefix + ".";
        if (entityType == null || !TYPE.matcher(entityType).matches()) {
            throw Failure.invalid(at + "entity_type", "The type must be 1 to 64 of A-Z, 0-9 and _, a letter first.");
        }
        if (EntityType.has(entityType)) {
            throw Failure.invalid(at + "entity_type", "Entities of this type come from other services only.");
        }
        List<String> above = parents(at);
        return new OwnEntity(
                id, entityType, Parameters.text(at + "entity_name", entityName), above, link(at + "link_id", linkId));
    }

    private List<String> parents(String at) {
        List<@Nullable String> wanted = parents == null ? List.of() : parents;
        if (wanted.size() > MAX_PARENTS) {
            throw Failure.invalid(at + "parents", "An entity has at most " + MAX_PARENTS + " parents.");
        }
        List<String> above = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            above.add(Parameters.id(at + "parents[" + i + "]", wanted.get(i)));
        }
        return above;
    }

    private static @Nullable UUID link(String field, @Nullable String link) {
        if (link == null) {
            return null;
        }
        if (!UUID_TEXT.matcher(link).matches()) {
            throw Failure.invalid(field, "A link_id is a UUID.");
        }
        return UUID.fromString(link);
    }
}
