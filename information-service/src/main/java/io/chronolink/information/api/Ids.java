package io.chronolink.information.api;

import io.chronolink.kit.web.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ids of a bulk call. */
final class Ids {

    private Ids() {}

    /**
     * The ids, each once, with the place where it came first.
     *
     * @param parameter what the body is called in messages
     * @throws Failure (too large) for more than {@code max}, (invalid) for one that is null
     */
    static Map<UUID, Integer> places(@Nullable List<@Nullable UUID> ids, String parameter, int max) {
        if (ids == null) {
            return Map.of();
        }
        if (ids.size() > max) {
            throw Failure.tooLarge("At most " + max + " ids are taken in one request.");
        }
        Map<UUID, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            UUID id = ids.get(i);
            if (id == null) {
                throw Failure.invalid(parameter + ".ids[" + i + "]", Guids.NOT_A_GUID);
            }
            places.putIfAbsent(id, i);
        }
        return places;
    }
}
