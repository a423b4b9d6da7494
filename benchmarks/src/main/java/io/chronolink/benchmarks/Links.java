package io.chronolink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.events.Service;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Time profiles that are saved by their links, many at once or one alone: the change that every service listens to. */
final class Links {

    static final int MANY = 10_000;

    /** So many take turns in {@link #one}. */
    private static final int FEW = 100;

    private static final String UPSERT = "/api/v1/access/timeprofile/items/link";

    private final Platform platform;
    private final ObjectMapper json = new ObjectMapper();

    Links(Platform platform) {
        this.platform = platform;
    }

    /** A body with {@value #MANY} links. */
    byte[] many(String tenant) throws IOException {
        return body(IntStream.range(0, MANY)
                .mapToObj(i -> ProfileRows.profile(tenant, i, "name " + i))
                .toList());
    }

    /** A body with one link. */
    byte[] one(String tenant, int number) throws IOException {
        return body(List.of(ProfileRows.profile(tenant, number % FEW, "name " + number)));
    }

    /** Sends a body; returns the operation's id. */
    String upsert(String token, byte[] body) throws IOException, InterruptedException {
        return Platform.operation(platform.post(Service.PROFILE, UPSERT, token, body));
    }

    private byte[] body(List<Map<String, Object>> items) throws IOException {
        return json.writeValueAsBytes(Map.of("list_items", items));
    }
}
