package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.Service;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The largest request fits into a small heap. */
class BoundedMemoryIT {

    private static final int ITEMS = 10_000;
    private static final int CALLERS = 8;
    private static final String LONG_NAME = "x".repeat(255);

    @Test
    void tenThousandLongItemsFitInto128Megabytes() throws Exception {
        long pid = Platform.STACK.service(Service.PROFILE).pid();
        assertThat(heapMegabytes()).isBetween(100.0, 128.0);
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            items.add(item(i));
        }
        Map<String, Object> body = object("list_items", items);

        try (Api api = Platform.as("memory-" + UUID.randomUUID())) {
            for (String expected : List.of("created", "updated")) {
                Answer answer = api.call(Service.PROFILE, "POST", "/api/v1/access/timeprofile/items/link", body);

                assertThat(answer.body().path("result")).hasSize(ITEMS).allSatisfy(line -> assertThat(
                                line.path("extended_info").asText())
                        .isEqualTo(expected));
            }
        }

        assertThat(Platform.STACK.service(Service.PROFILE).pid()).isEqualTo(pid);
        assertThat(Platform.STACK.service(Service.PROFILE).isAlive()).isTrue();
    }

    /** Each of them within all bounds; together they would take more than there is. */
    @Test
    void largeRequestsAtTheSameTimeWaitForEachOther() throws Exception {
        long pid = Platform.STACK.service(Service.PROFILE).pid();
        String tenant = "memory-" + UUID.randomUUID();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Answer>> answers = callers.invokeAll(Collections.nCopies(CALLERS, () -> bulk(tenant)));

            for (Future<Answer> answer : answers) {
                // On a slow machine some wait for too long, and are asked to come again.
                assertThat(answer.get().status()).isIn(200, 503);
            }
            assertThat(bulk(tenant).body().path("result")).hasSize(ITEMS);
        } finally {
            callers.shutdownNow();
        }
        assertThat(Platform.STACK.service(Service.PROFILE).pid()).isEqualTo(pid);
        assertThat(Platform.STACK.service(Service.PROFILE).isAlive()).isTrue();
    }

    private static Answer bulk(String tenant) {
        List<Map<String, Object>> items =
                IntStream.range(0, ITEMS).mapToObj(BoundedMemoryIT::item).toList();
        try (Api api = Platform.as(tenant)) {
            return api.ask(
                    Service.PROFILE, "POST", "/api/v1/access/timeprofile/items/link", object("list_items", items));
        }
    }

    /** As the service itself tells it, a process and a container alike. */
    private static double heapMegabytes() throws Exception {
        URL metrics = Platform.STACK.url(Service.PROFILE).resolve("/q/metrics").toURL();
        try (InputStream told = metrics.openStream()) {
            return new String(told.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.startsWith("jvm_memory_max_bytes{") && line.contains("area=\"heap\""))
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                            .sum()
                    / (1 << 20);
        }
    }

    private static Map<String, Object> item(int number) {
        return object(
                "link_id",
                UUID.randomUUID(),
                "name",
                LONG_NAME,
                "time_options",
                object("is_all_day", false, "date_from", 1_900_000_000 + number, "date_to", 1_900_003_600 + number),
                "repeat_options",
                object(
                        "repeat_enable",
                        true,
                        "repeat_format",
                        object(
                                "repeat_type",
                                "custom",
                                "repeat_end",
                                object("format", "never"),
                                "repeat_custom",
                                object(
                                        "repeat_point_type",
                                        "week",
                                        "repeat_looper",
                                        2,
                                        "repeat_options",
                                        List.of("MON", "TUE", "WED", "THU", "FRI")))));
    }
}
