package io.chronolink.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two writers who send If-Match never overwrite each other. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class ConditionalTest {

    private static final String PERIOD = "\"type\":\"Every day\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}";

    private final ScheduleApi api = new ScheduleApi("etag-" + UUID.randomUUID(), "hall");

    @BeforeEach
    void schedule() {
        api.admin().body("{\"name\":\"Hall\"}").put(api.groupPath()).then().statusCode(200);
        api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + PERIOD + "]}")
                .statusCode(201);
    }

    @Test
    void everyWriteWithAnOldTagIsRefused() {
        String old = tag("A");
        api.update("A", "{\"periods\":[{\"name\":\"Q\"," + PERIOD + "]}").statusCode(200);
        String now = tag("A");
        assertThat(now).isNotEqualTo(old).startsWith("\"");
        String state = api.full("A");

        refused(write(old, "{\"name\":\"B\"}", "PUT", "A"));
        refused(write(old, "{\"name\":\"R\"," + PERIOD, "POST", "A"));
        refused(write(old, "{\"active\":false}", "PUT", "A/P"));
        refused(write(old, "{\"active\":false}", "POST", "A/P"));
        refused(write(old, "", "DELETE", "A/P"));
        refused(write(old, "", "DELETE", "A"));
        refused(write("W/" + now, "", "DELETE", "A"));
        assertThat(api.full("A")).isEqualTo(state);

        assertThat(write(old + ", " + now, "{\"active\":false}", "PUT", "A/P").statusCode())
                .isEqualTo(200);
        assertThat(write("*", "{\"active\":true}", "PUT", "A/P").statusCode()).isEqualTo(200);
        Response last = write(tag("A"), "{\"name\":\"B\"}", "PUT", "A");
        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(last.header("ETag")).isEqualTo(tag("B"));
        assertThat(write(tag("B"), "", "DELETE", "B").statusCode()).isEqualTo(200);
        assertThat(write("*", "", "DELETE", "B").statusCode()).isEqualTo(404);
    }

    @Test
    void anotherScheduleOfTheSameNameHasAnotherTag() {
        String first = tag("A");
        api.admin().delete(api.path("A")).then().statusCode(200);
        api.create("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"," + PERIOD + "]}")
                .statusCode(201);

        refused(write(first, "{\"name\":\"B\"}", "PUT", "A"));
    }

    @Test
    void whatChangesNothingKeepsTheTag() {
        String before = tag("A");

        api.update("A", "{\"periods\":[{\"name\":\"P\",\"startTime\":\"09:00\"}]}")
                .statusCode(200);

        assertThat(tag("A")).isEqualTo(before);
    }

    /** Eight writers count up the minutes of one time, each reading before it writes, until each has done it 4 times. */
    @Test
    void noUpdateOfManyWritersIsLost() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        Callable<Integer> writer = () -> {
            int done = 0;
            while (done < 4) {
                Response read = api.admin().get(api.path("A/P"));
                int minute = Integer.parseInt(read.path("stopTime").toString().split(":")[1]);
                Response written =
                        write(read.header("ETag"), "{\"stopTime\":\"10:%02d\"}".formatted(minute + 1), "PUT", "A/P");
                if (written.statusCode() == 200) {
                    done++;
                } else {
                    assertThat(written.statusCode()).isEqualTo(412);
                    refused.incrementAndGet();
                }
            }
            return done;
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Integer> each : threads.invokeAll(
                    IntStream.range(0, 8).mapToObj(i -> writer).toList())) {
                assertThat(each.get()).isEqualTo(4);
            }
        } finally {
            threads.shutdown();
        }

        api.admin().get(api.path("A/P")).then().body("stopTime", equalTo("10:32"));
        assertThat(refused.get()).isPositive();
    }

    private void refused(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(answer.asString())
                .isEqualTo("{\"errors\":[{\"code\":412,\"name\":\"PRECONDITION_FAILED\","
                        + "\"message\":\"The schedule \\\"A\\\" has been changed in the meantime\"}]}");
    }

    private Response write(String tag, String body, String method, String path) {
        return api.admin().header("If-Match", tag).body(body).request(method, api.path(path));
    }

    private String tag(String name) {
        List<String> tags = api.get(name).statusCode(200).extract().headers().getValues("ETag");
        assertThat(tags).hasSize(1);
        return tags.get(0);
    }
}
