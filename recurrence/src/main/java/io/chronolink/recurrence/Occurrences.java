package io.chronolink.recurrence;

import java.util.List;

/**
 * The outcome of a bounded expansion.
 *
 * @param list occurrences in start order, unmodifiable
 * @param truncated whether the bound was hit, so that more occurrences may lie in the window than are listed
 */
public record Occurrences(List<Occurrence> list, boolean truncated) {

    public Occurrences {
        list = List.copyOf(list);
    }
}
