package io.chronolink.information.domain;

import io.chronolink.events.InformationEvent.Category;
import java.util.List;

/**
 * A state that notices can be in.
 *
 * @param category whether a notice in it holds its link
 * @param transitions ids of the states that may follow
 */
public record State(int id, String code, String name, String nameEn, Category category, List<Integer> transitions) {

    /** Whether that state may follow. */
    boolean leadsTo(State next) {
        return transitions.contains(next.id());
    }
}
