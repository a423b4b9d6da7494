package io.chronolink.information.domain;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The states of notices, which are data. */
@Singleton
public class States {

    /** Where notices go whose link or validity has ended. */
    private static final String ARCHIVED = "archived";

    /** Where notices are shown to the public. */
    private static final String PUBLISHED = "published";

    /** The states by their ids. */
    record Known(Map<Integer, State> byId) {

        /** The state that a caller names, or null. */
        @Nullable
        State find(int id) {
            return byId.get(id);
        }

        /** The state that a notice has. */
        State of(int id) {
            return Objects.requireNonNull(byId.get(id));
        }
    }

    private final StateRepository states;

    States(StateRepository states) {
        this.states = states;
    }

    /** All states, by id. */
    @Transactional
    public List<State> all() {
        return states.all().stream().map(StateEntity::state).toList();
    }

    /** The state with that id, or empty. */
    @Transactional
    public Optional<State> find(int id) {
        return all().stream().filter(state -> state.id() == id).findFirst();
    }

    /** All states at once, for whoever needs those of any number of notices. */
    Known known() {
        return new Known(all().stream().collect(Collectors.toMap(State::id, state -> state)));
    }

    State archived() {
        return coded(ARCHIVED);
    }

    State published() {
        return coded(PUBLISHED);
    }

    private State coded(String code) {
        return all().stream()
                .filter(state -> state.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no state " + code));
    }
}
