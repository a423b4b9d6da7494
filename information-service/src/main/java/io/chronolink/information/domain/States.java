package io.chronolink.information.domain;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The states of notices, which are data. */
@Singleton
public class States {

    /** Where notices go whose link or validity has ended. */
    private static final String ARCHIVED = "archived";

    /** Where notices are shown to the public. */
    private static final String PUBLISHED = "published";

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

    /** Finds the states that notices have, any number of them by one statement. */
    IntFunction<State> byId() {
        Map<Integer, State> all = all().stream().collect(Collectors.toMap(State::id, state -> state));
        return id -> Objects.requireNonNull(all.get(id));
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
