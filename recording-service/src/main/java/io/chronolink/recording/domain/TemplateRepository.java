package io.chronolink.recording.domain;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;

/** Metadata templates. */
@Singleton
class TemplateRepository implements PanacheRepositoryBase<TemplateEntity, NumberKey> {

    List<TemplateEntity> of(String tenant) {
        return list("tenant = ?1 order by number", tenant);
    }
}
