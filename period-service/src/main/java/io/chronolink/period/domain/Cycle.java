package io.chronolink.period.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ways from an entity upwards to itself. */
final class Cycle {

    private Cycle() {}

    /**
     * A cycle that goes through one of the given entities, the shortest through that one; it begins and ends with it.
     *
     * @param above the parents of each entity
     */
    static Optional<List<String>> find(Map<String, List<String>> above, Collection<String> through) {
        if (isAcyclic(above)) {
            return Optional.empty();
        }
        return through.stream()
                .map(id -> shortestWayBack(id, above))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether a walk that goes deeper first meets nobody who is still on its way; each entity is visited once. */
    private static boolean isAcyclic(Map<String, List<String>> above) {
        Set<String> done = new HashSet<>();
        Set<String> onTheWay = new HashSet<>();
        Deque<Map.Entry<String, Iterator<String>>> walk = new ArrayDeque<>();
        for (String start : above.keySet()) {
            if (done.contains(start)) {
                continue;
            }
            onTheWay.add(start);
            walk.push(Map.entry(start, above.getOrDefault(start, List.of()).iterator()));
            while (!walk.isEmpty()) {
                Map.Entry<String, Iterator<String>> here = walk.element();
                if (!here.getValue().hasNext()) {
                    walk.pop();
                    onTheWay.remove(here.getKey());
                    done.add(here.getKey());
                    continue;
                }
                String parent = here.getValue().next();
                if (onTheWay.contains(parent)) {
                    return false;
                }
                if (!done.contains(parent)) {
                    onTheWay.add(parent);
                    walk.push(Map.entry(
                            parent, above.getOrDefault(parent, List.of()).iterator()));
                }
            }
        }
        return true;
    }

    private static Optional<List<String>> shortestWayBack(String id, Map<String, List<String>> above) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of(id));
        while (!next.isEmpty() && !cameFrom.containsKey(id)) {
            String child = next.remove();
            for (String parent : above.getOrDefault(child, List.of())) {
                if (cameFrom.putIfAbsent(parent, child) == null) {
                    next.add(parent);
                }
            }
        }
        if (!cameFrom.containsKey(id)) {
            return Optional.empty();
        }
        List<String> path = new ArrayList<>(List.of(id));
        String step = cameFrom.get(id);
        while (step != null && !step.equals(id)) {
            path.add(0, step);
            step = cameFrom.get(step);
        }
        path.add(0, id);
        return Optional.of(List.copyOf(path));
    }
}
