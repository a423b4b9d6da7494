package io.chronolink.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever item is right comes back as it was sent, and takes place when the words of the document say: the model here
 * walks over all days and asks each whether it fits.
 */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class AnyItemTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 400;
    private static final long SEED = 20260105;
    private static final LocalDate HORIZON = LocalDate.of(2031, 1, 1);
    private static final String[] WEEKDAYS = {"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};
    private static final String[] ORDERS = {"first", "second", "third", "fourth", "fifth", "last"};

    private final Random random = new Random(SEED);
    private final Caller caller = new Caller();

    /** An item as text, and the days on which its windows begin. */
    private record Sample(
            String timeOptions,
            String repeatOptions,
            Instant from,
            Instant to,
            boolean allDay,
            Predicate<LocalDate> days,
            Instant lastStart) {

        String item(UUID link, String name) {
            return "{\"link_id\":\"" + link + "\",\"name\":\"" + name + "\",\"time_options\":" + timeOptions
                    + ",\"repeat_options\":" + repeatOptions + "}";
        }

        List<String> windows(Instant begin, Instant end) {
            List<String> windows = new ArrayList<>();
            LocalDate first = from.atOffset(ZoneOffset.UTC).toLocalDate();
            LocalTime time =
                    allDay ? LocalTime.MIDNIGHT : from.atOffset(ZoneOffset.UTC).toLocalTime();
            long seconds = allDay
                    ? 86_400
                            * (1
                                    + ChronoUnit.DAYS.between(
                                            first, to.atOffset(ZoneOffset.UTC).toLocalDate()))
                    : Math.max(1, to.getEpochSecond() - from.getEpochSecond());
            for (LocalDate day = first; day.isBefore(HORIZON); day = day.plusDays(1)) {
                Instant start = day.atTime(time).toInstant(ZoneOffset.UTC);
                Instant stop = start.plusSeconds(seconds);
                if (days.test(day) && !start.isAfter(lastStart) && start.isBefore(end) && stop.isAfter(begin)) {
                    windows.add(start.getEpochSecond() + "-" + stop.getEpochSecond());
                }
            }
            return windows;
        }
    }

    @Test
    void everyItemComesBackAsItWasSentAndTakesPlaceOnItsDays() throws Exception {
        List<Sample> samples = IntStream.range(0, ITEMS).mapToObj(i -> sample()).toList();
        List<UUID> links =
                IntStream.range(0, ITEMS).mapToObj(i -> UUID.randomUUID()).toList();
        List<String> sent = IntStream.range(0, ITEMS)
                .mapToObj(i -> samples.get(i).item(links.get(i), "Näme \\u0001 \uD83D\uDE80 " + i))
                .toList();
        assertThat(caller.upsertItems(sent.toArray(String[]::new)).statusCode()).isEqualTo(200);

        for (int i = 0; i < ITEMS; i++) {
            String answer = caller.get("/item/" + (i + 1)).asString();
            assertThat(answer)
                    .as(sent.get(i))
                    .contains("\"time_options\":" + samples.get(i).timeOptions() + ",");
            assertThat(answer)
                    .as(sent.get(i))
                    .contains("\"repeat_options\":" + samples.get(i).repeatOptions() + ",");
            assertThat(JSON.readTree(answer).get("name"))
                    .isEqualTo(JSON.readTree(sent.get(i)).get("name"));
            Instant begin = samples.get(i).from().minusSeconds(random.nextInt(100_000));
            Instant end = begin.plusSeconds(random.nextInt(2 * 365 * 86_400));
            assertThat(listed(i + 1, begin, end))
                    .as(sent.get(i))
                    .isEqualTo(samples.get(i).windows(begin, end));
        }
    }

    private List<String> listed(int uid, Instant begin, Instant end) throws Exception {
        JsonNode answer = JSON.readTree(caller.get("/item/" + uid + "/occurrences?limit=1000&from="
                        + begin.getEpochSecond() + "&to=" + end.getEpochSecond())
                .asString());
        List<String> windows = new ArrayList<>();
        answer.get("occurrences")
                .forEach(window -> windows.add(
                        window.get("start").asLong() + "-" + window.get("end").asLong()));
        assertThat(answer.get("truncated").asBoolean()).isFalse();
        return windows;
    }

    private Sample sample() {
        LocalDate first = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(400));
        boolean allDay = random.nextBoolean();
        Instant from = first.atStartOfDay().toInstant(ZoneOffset.UTC).plusSeconds(random.nextInt(86_400));
        Instant to = from.plusSeconds(random.nextInt(5) == 0 ? 0 : random.nextInt(100_000));
        String timeOptions = shuffled(
                "\"is_all_day\":" + allDay,
                "\"date_from\":" + from.getEpochSecond(),
                "\"date_to\":" + to.getEpochSecond(),
                "\"x_weight\":1.50");
        if (random.nextInt(10) == 0) {
            return new Sample(timeOptions, "{\"repeat_enable\":false}", from, to, allDay, first::equals, Instant.MAX);
        }
        boolean ends = random.nextBoolean();
        Instant lastStart = ends ? from.plusSeconds(random.nextInt(500 * 86_400)) : Instant.MAX;
        String end = ends
                ? shuffled("\"format\":\"date\"", "\"date\":" + lastStart.getEpochSecond())
                : "{\"format\":\"never\"}";
        Rule rule = rule(first);
        String repeatOptions = shuffled(
                "\"repeat_enable\":true", "\"repeat_format\":" + shuffled(rule.members() + ",\"repeat_end\":" + end));
        return new Sample(timeOptions, repeatOptions, from, to, allDay, rule.days(), lastStart);
    }

    private record Rule(String members, Predicate<LocalDate> days) {}

    private Rule rule(LocalDate first) {
        return switch (random.nextInt(10)) {
            case 0 -> new Rule("\"repeat_type\":\"day\"", day -> true);
            case 1 -> new Rule("\"repeat_type\":\"week\"", day -> days(first, day) % 7 == 0);
            case 2 -> new Rule("\"repeat_type\":\"twoWeeks\"", day -> days(first, day) % 14 == 0);
            case 3 -> new Rule("\"repeat_type\":\"month\"", day -> day.getDayOfMonth() == first.getDayOfMonth());
            case 4 ->
                new Rule(
                        "\"repeat_type\":\"year\"",
                        day -> day.getDayOfMonth() == first.getDayOfMonth() && day.getMonth() == first.getMonth());
            default -> custom(first);
        };
    }

    private Rule custom(LocalDate first) {
        int looper = 1 + random.nextInt(4);
        switch (random.nextInt(5)) {
            case 0 -> {
                return custom("day", looper, null, day -> days(first, day) % looper == 0);
            }
            case 1 -> {
                TreeSet<Integer> days = numbers(7);
                LocalDate monday = first.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                return custom(
                        "week",
                        looper,
                        days.stream()
                                .map(day -> '"' + WEEKDAYS[day - 1] + '"')
                                .collect(Collectors.joining(",", "[", "]")),
                        day -> days(monday, day) / 7 % looper == 0
                                && days.contains(day.getDayOfWeek().getValue()));
            }
            case 2 -> {
                TreeSet<Integer> days = numbers(31);
                return custom(
                        "month",
                        looper,
                        "{\"format\":\"dayNumbers\",\"range\":"
                                + days.toString().replace(" ", "") + "}",
                        day -> months(first, day) % looper == 0 && days.contains(day.getDayOfMonth()));
            }
            case 3 -> {
                Ordered ordered = ordered(6);
                return custom(
                        "month",
                        looper,
                        "{\"format\":\"parameterizedDay\",\"range\":" + ordered.text() + "}",
                        day -> months(first, day) % looper == 0 && ordered.fits(day));
            }
            default -> {
                TreeSet<Integer> months = numbers(12);
                boolean byWeekday = random.nextBoolean() || first.getDayOfMonth() > 28;
                Ordered ordered = ordered(4);
                return custom(
                        "year",
                        looper,
                        "{\"months\":" + months.toString().replace(" ", "")
                                + (byWeekday ? ",\"range\":" + ordered.text() : "") + "}",
                        day -> (day.getYear() - first.getYear()) % looper == 0
                                && months.contains(day.getMonthValue())
                                && (byWeekday ? ordered.fits(day) : day.getDayOfMonth() == first.getDayOfMonth()));
            }
        }
    }

    private static Rule custom(String unit, int looper, @Nullable String options, Predicate<LocalDate> days) {
        return new Rule(
                "\"repeat_type\":\"custom\",\"repeat_custom\":{\"repeat_point_type\":\"" + unit
                        + "\",\"repeat_looper\":" + looper + (options == null ? "" : ",\"repeat_options\":" + options)
                        + "}",
                days);
    }

    private record Ordered(String order, String type) {

        String text() {
            return "{\"week_order\":\"" + order + "\",\"day_type\":\"" + type + "\"}";
        }

        boolean fits(LocalDate day) {
            List<LocalDate> matching = IntStream.rangeClosed(1, day.lengthOfMonth())
                    .mapToObj(day::withDayOfMonth)
                    .filter(this::isOfType)
                    .toList();
            int index =
                    order.equals("last") ? matching.size() - 1 : List.of(ORDERS).indexOf(order);
            return index < matching.size() && matching.get(index).equals(day);
        }

        private boolean isOfType(LocalDate day) {
            int weekday = day.getDayOfWeek().getValue();
            return switch (type) {
                case "WEEK_DAY" -> weekday <= 5;
                case "DAY_OFF" -> weekday > 5;
                default -> WEEKDAYS[weekday - 1].equals(type);
            };
        }
    }

    private Ordered ordered(int orders) {
        String type =
                random.nextInt(3) == 0 ? random.nextBoolean() ? "WEEK_DAY" : "DAY_OFF" : WEEKDAYS[random.nextInt(7)];
        return new Ordered(ORDERS[random.nextInt(orders)], type);
    }

    private TreeSet<Integer> numbers(int max) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            numbers.add(1 + random.nextInt(max));
        }
        return numbers;
    }

    private static long days(LocalDate from, LocalDate to) {
        return ChronoUnit.DAYS.between(from, to);
    }

    private static long months(LocalDate from, LocalDate to) {
        return ChronoUnit.MONTHS.between(YearMonth.from(from), YearMonth.from(to));
    }

    /** An object with its members in any order, so that it is seen whether the order is kept. */
    private String shuffled(String... members) {
        List<String> shuffled = new ArrayList<>(List.of(members));
        Collections.shuffle(shuffled, random);
        return "{" + String.join(",", shuffled) + "}";
    }
}
