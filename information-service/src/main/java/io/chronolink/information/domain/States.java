package io.chronolink.information.domain;

import io.chronolink.events.InformationEvent.Category;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The states of notices, which are data. */
@Singleton
public class States {

    /** Where notices go whose link or validity has ended. */
    static final String ARCHIVED = "archived";

    /** Where notices are shown to the public. */
    static final String PUBLISHED = "published";

    private final Jdbi jdbi;

    States(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** All states, by id. */
    public List<State> all() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select s.id, s.code, s.name, s.name_en, s.category,
                               array(select t.to_id from state_transition t where t.from_id = s.id order by t.to_id)
                                   as transitions
                        from state s order by s.id
                        """)
                .map((row, context) -> new State(
                        row.getInt("id"),
                        row.getString("code"),
                        row.getString("name"),
                        row.getString("name_en"),
                        Category.valueOf(row.getString("category")),
                        Arrays.asList((Integer[]) row.getArray("transitions").getArray())))
                .list());
    }

    /** The state with that id, or empty. */
    public Optional<State> find(int id) {
        return all().stream().filter(state -> state.id() == id).findFirst();
    }

    State archived() {
        return all().stream()
                .filter(state -> state.code().equals(ARCHIVED))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no state " + ARCHIVED));
    }
}
