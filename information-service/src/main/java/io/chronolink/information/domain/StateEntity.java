package io.chronolink.information.domain;

import io.chronolink.events.InformationEvent.Category;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.util.Set;
import org.hibernate.annotations.Immutable;

/** A row of the table of states, with the ids of those that may follow it; the schema's own data, read only. */
@Entity
@Immutable
@Table(name = "state")
class StateEntity {

    @Id
    int id;

    String code;
    String name;
    String nameEn;

    @Enumerated(EnumType.STRING)
    Category category;

    @Immutable
    @ElementCollection
    @CollectionTable(name = "state_transition", joinColumns = @JoinColumn(name = "from_id"))
    @Column(name = "to_id")
    Set<Integer> transitions;

    State state() {
        return new State(
                id, code, name, nameEn, category, transitions.stream().sorted().toList());
    }
}
