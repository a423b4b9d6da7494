package io.chronolink.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random requests against a model in memory: each status, and after each request the whole state. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class StateMachineTest {

    private static final int REQUESTS = 400;
    private static final List<String> NAMES = List.of("A", "B", "C");
    private static final List<String> PERIODS = List.of("P", "Q", "R");

    private final ScheduleApi api = new ScheduleApi("machine-" + UUID.randomUUID(), "hall");
    private final Random random = new Random(20261123);

    /** A period of the model: its day, its start in hours, and whether it is active as it was sent. */
    private record Model(int day, int hour, String active) {

        String json(String name) {
            return "{\"name\":\"%s\",\"type\":\"Day of the month\",\"dayOfMonth\":%d,\"startTime\":\"%d:00\",\"stopTime\":\"23:00\"%s}"
                    .formatted(name, day, hour, active.equals("null") ? "" : ",\"active\":" + active);
        }
    }

    private final Map<String, LinkedHashMap<String, Model>> model = new TreeMap<>();

    @Test
    void statesAreThoseOfTheModel() {
        api.admin().body("{\"name\":\"Hall\"}").put(api.groupPath()).then().statusCode(200);
        Map<Integer, Integer> seen = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String name = pick(NAMES);
            int status =
                    switch (random.nextInt(8)) {
                        case 0, 1 -> create(name);
                        case 2 -> delete(name);
                        case 3 -> rename(name, pick(NAMES));
                        case 4 -> createPeriod(name, pick(PERIODS));
                        case 5 -> changePeriod(name, pick(PERIODS), pick(PERIODS));
                        case 6 -> deletePeriod(name, pick(PERIODS));
                        default -> edit(name);
                    };
            seen.merge(status, 1, Integer::sum);
            assertThat(state()).as("after request %d", i).isEqualTo(expected());
        }
        assertThat(seen.keySet()).containsExactlyInAnyOrder(200, 201, 400, 404);
    }

    private int create(String name) {
        LinkedHashMap<String, Model> periods = new LinkedHashMap<>();
        for (String period : PERIODS) {
            if (random.nextBoolean()) {
                periods.put(period, any());
            }
        }
        String body = "{\"name\":\"" + name + "\",\"periods\":[" + json(periods) + "]}";
        if (model.containsKey(name)) {
            return expect(400, api.admin().body(body).post(api.path("")));
        }
        model.put(name, periods);
        return expect(201, api.admin().body(body).post(api.path("")));
    }

    private int delete(String name) {
        boolean there = model.remove(name) != null;
        Response answer = random.nextBoolean()
                ? api.admin().delete(api.path(name))
                : api.admin().body("{\"schedules\":[\"" + name + "\"]}").delete(api.path(""));
        return expect(there ? 200 : 404, answer);
    }

    private int rename(String name, String after) {
        Response answer = api.admin().body("{\"name\":\"" + after + "\"}").put(api.path(name));
        if (!model.containsKey(name)) {
            return expect(404, answer);
        }
        if (!after.equals(name) && model.containsKey(after)) {
            return expect(400, answer);
        }
        LinkedHashMap<String, Model> periods = model.remove(name);
        model.put(after, periods);
        return expect(200, answer);
    }

    private int createPeriod(String name, String period) {
        Model created = any();
        Response answer = api.admin().body(created.json(period)).post(api.path(name));
        if (!model.containsKey(name)) {
            return expect(404, answer);
        }
        if (model.get(name).containsKey(period)) {
            return expect(400, answer);
        }
        model.get(name).put(period, created);
        return expect(201, answer);
    }

    private int changePeriod(String name, String period, String after) {
        int hour = random.nextInt(23);
        Response answer = api.admin()
                .body("{\"name\":\"" + after + "\",\"startTime\":\"" + hour + ":00\"}")
                .put(api.path(name + "/" + period));
        LinkedHashMap<String, Model> periods = model.get(name);
        if (periods == null || !periods.containsKey(period)) {
            return expect(404, answer);
        }
        if (!after.equals(period) && periods.containsKey(after)) {
            return expect(400, answer);
        }
        Model before = Objects.requireNonNull(periods.get(period));
        replace(periods, period, after, new Model(before.day(), hour, before.active()));
        return expect(200, answer);
    }

    private int deletePeriod(String name, String period) {
        Response answer = api.admin().delete(api.path(name + "/" + period));
        LinkedHashMap<String, Model> periods = model.get(name);
        return expect(periods != null && periods.remove(period) != null ? 200 : 404, answer);
    }

    /** Several edits in one request, of which one may not stand; then none of them does. */
    private int edit(String name) {
        LinkedHashMap<String, Model> periods = new LinkedHashMap<>(model.getOrDefault(name, new LinkedHashMap<>()));
        List<String> items = new ArrayList<>();
        List<String> created = new ArrayList<>();
        int status = model.containsKey(name) ? 200 : 404;
        for (int i = 0; i < 3; i++) {
            String period = pick(PERIODS);
            boolean known = periods.containsKey(period);
            if (random.nextInt(3) == 0) {
                items.add("{\"name\":\"" + period + "\",\"delete\":true}");
                if (!known) {
                    status = status == 200 ? 404 : status;
                }
                periods.remove(period);
                created.remove(period);
            } else if (known && !created.contains(period)) {
                String after = pick(PERIODS);
                items.add("{\"name\":\"" + period + "\",\"newName\":\"" + after + "\",\"active\":false}");
                if (!after.equals(period) && periods.containsKey(after)) {
                    status = status == 200 ? 400 : status;
                } else {
                    Model before = Objects.requireNonNull(periods.get(period));
                    replace(periods, period, after, new Model(before.day(), before.hour(), "false"));
                }
            } else {
                Model model = any();
                items.add(model.json(period));
                if (known) {
                    status = status == 200 ? 400 : status;
                }
                periods.put(period, model);
                created.add(period);
            }
        }
        Response answer = api.admin()
                .body("{\"periods\":[" + String.join(",", items) + "]}")
                .put(api.path(name));
        if (status == 200) {
            model.put(name, periods);
        }
        return expect(status, answer);
    }

    private static void replace(LinkedHashMap<String, Model> periods, String name, String after, Model changed) {
        LinkedHashMap<String, Model> copy = new LinkedHashMap<>(periods);
        periods.clear();
        copy.forEach((key, value) -> periods.put(key.equals(name) ? after : key, key.equals(name) ? changed : value));
    }

    private Model any() {
        return new Model(1 + random.nextInt(31), random.nextInt(23), pick(List.of("null", "true", "false")));
    }

    private int expect(int status, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        return status;
    }

    private String state() {
        return api.admin().get(api.path("?full_list=true")).asString();
    }

    private String expected() {
        return "{\"schedules\":["
                + model.entrySet().stream()
                        .map(each -> "{\"name\":\"" + each.getKey() + "\",\"periods\":[" + json(each.getValue()) + "]}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String json(Map<String, Model> periods) {
        return periods.entrySet().stream()
                .map(each -> each.getValue().json(each.getKey()))
                .collect(Collectors.joining(","));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
