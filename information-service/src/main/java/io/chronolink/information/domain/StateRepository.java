package io.chronolink.information.domain;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;

/** States, which are no tenant's own. */
@Singleton
class StateRepository implements PanacheRepositoryBase<StateEntity, Integer> {

    /** All states with their transitions, by id. */
    List<StateEntity> all() {
        return list("from StateEntity s left join fetch s.transitions order by s.id");
    }
}
