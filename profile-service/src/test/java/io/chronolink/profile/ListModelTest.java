package io.chronolink.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists over a thousand profiles against the same in memory, with conditions of all operators at random. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class ListModelTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PROFILES = 1_000;
    private static final int QUERIES = 150;
    private static final long FROM = 1_767_600_000L;
    private static final String[] NAMES = {"a", "B", "b's", "(and) not", "Zoë", "", "x eq 'y'"};
    private static final String[] OPERATORS = {"eq", "nq", "lt", "gt", "le", "ge"};
    private static final int[] LIMITS = {10, 20, 25, 30, 40, 50};

    private final Random random = new Random(42);
    private final Caller caller = new Caller();

    private record Profile(int uid, String name, long from, long to) {

        long date(String field) {
            return field.equals("date_from") ? from : to;
        }
    }

    private record Condition(String text, Predicate<Profile> test) {}

    private record Order(String text, Comparator<Profile> comparator) {}

    @Test
    void everyConditionAndOrderSelectsWhatItSays() throws Exception {
        List<Profile> profiles = IntStream.rangeClosed(1, PROFILES)
                .mapToObj(uid -> {
                    long from = FROM + random.nextInt(40) * 3_600L;
                    return new Profile(
                            uid, NAMES[random.nextInt(NAMES.length)], from, from + random.nextInt(40) * 3_600L);
                })
                .toList();
        caller.upsertItems(profiles.stream()
                        .map(profile -> Caller.timed(
                                UUID.randomUUID(),
                                profile.name(),
                                profile.from(),
                                profile.to(),
                                "{\"repeat_enable\":false}"))
                        .toArray(String[]::new))
                .then()
                .statusCode(200);

        for (int i = 0; i < QUERIES; i++) {
            Condition condition = condition(3);
            Order order = order();
            int limit = LIMITS[random.nextInt(LIMITS.length)];
            List<Integer> expected = profiles.stream()
                    .filter(condition.test())
                    .sorted(order.comparator())
                    .map(Profile::uid)
                    .toList();
            int pages = Math.max(1, (expected.size() + limit - 1) / limit);
            int page = 1 + random.nextInt(pages + 1);

            JsonNode answer = JSON.readTree(caller.as("end-user")
                    .queryParam("filter", condition.text())
                    .queryParam("order_by", order.text())
                    .queryParam("limit", limit)
                    .queryParam("page_number", page)
                    .get("/access/timeprofile/items")
                    .asString());

            String query = condition.text() + " / " + order.text() + " / " + answer.path("error");
            List<Integer> uids = new ArrayList<>();
            answer.path("list_items").forEach(item -> uids.add(item.get("uid").asInt()));
            assertThat(uids)
                    .as(query)
                    .isEqualTo(expected.subList(
                            Math.min(expected.size(), (page - 1) * limit), Math.min(expected.size(), page * limit)));
            JsonNode pagination = answer.at("/list_option/pagination");
            assertThat(pagination).as(query).isEqualTo(JSON.readTree("""
                            {"total_items":%d,"items_limit":%d,"total_pages":%d,"current_page":%d}
                            """.formatted(
                            expected.size(), limit, pages, page)));
        }
    }

    private Condition condition(int depth) {
        int kind = depth == 0 ? random.nextInt(2) : random.nextInt(6);
        switch (kind) {
            case 0 -> {
                String name = NAMES[random.nextInt(NAMES.length)];
                boolean equal = random.nextBoolean();
                return new Condition(
                        "name " + (equal ? "eq" : "nq") + " '" + name.replace("'", "''") + "'",
                        profile -> profile.name().equals(name) == equal);
            }
            case 1 -> {
                String field = random.nextBoolean() ? "date_from" : "date_to";
                String operator = OPERATORS[random.nextInt(OPERATORS.length)];
                long value = FROM + random.nextInt(60) * 3_600L;
                return new Condition(
                        field + " " + operator + " " + value,
                        profile -> compare(Long.compare(profile.date(field), value), operator));
            }
            case 2 -> {
                Condition inner = condition(depth - 1);
                return new Condition("not (" + inner.text() + ")", inner.test().negate());
            }
            case 3 -> {
                // Without parentheses "and" binds more than "or".
                Condition a = condition(0);
                Condition b = condition(0);
                Condition c = condition(0);
                return new Condition(
                        a.text() + " or " + b.text() + " and " + c.text(),
                        a.test().or(b.test().and(c.test())));
            }
            case 4 -> {
                Condition a = condition(depth - 1);
                Condition b = condition(depth - 1);
                return new Condition(
                        "(" + a.text() + ") and (" + b.text() + ")", a.test().and(b.test()));
            }
            default -> {
                Condition a = condition(depth - 1);
                Condition b = condition(depth - 1);
                return new Condition(
                        "(" + a.text() + ")or(" + b.text() + ")", a.test().or(b.test()));
            }
        }
    }

    private static boolean compare(int sign, String operator) {
        return switch (operator) {
            case "eq" -> sign == 0;
            case "nq" -> sign != 0;
            case "lt" -> sign < 0;
            case "gt" -> sign > 0;
            case "le" -> sign <= 0;
            default -> sign >= 0;
        };
    }

    private Order order() {
        Comparator<Profile> byUid = Comparator.comparing(Profile::uid);
        Comparator<Profile> byFrom = Comparator.comparing(Profile::from);
        Comparator<Profile> byTo = Comparator.comparing(Profile::to);
        // The database sorts texts by code points.
        Comparator<Profile> byName = Comparator.comparing(Profile::name);
        return switch (random.nextInt(5)) {
            case 0 -> new Order("", byUid);
            case 1 -> new Order("name asc", byName.thenComparing(byUid));
            case 2 -> new Order("name desc", byName.reversed().thenComparing(byUid));
            case 3 ->
                new Order(
                        "date_from, date_to desc",
                        byFrom.reversed().thenComparing(byTo.reversed()).thenComparing(byUid));
            default ->
                new Order(
                        "date_to asc, name desc",
                        byTo.thenComparing(byName.reversed()).thenComparing(byUid));
        };
    }
}
