package io.chronolink.recording.domain;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;

/** The fields of metadata templates; each query names the tenant. */
@Singleton
class FieldRepository implements PanacheRepositoryBase<FieldEntity, NumberKey> {

    /** A field by its number and name. */
    record Name(long number, String name) {}

    List<FieldEntity> of(String tenant, long template) {
        return list("tenant = ?1 and template = ?2 order by number", tenant, template);
    }

    List<Name> names(String tenant) {
        return find("select f.number, f.name from FieldEntity f where f.tenant = ?1", tenant)
                .project(Name.class)
                .list();
    }
}
