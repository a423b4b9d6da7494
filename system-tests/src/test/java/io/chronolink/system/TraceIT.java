package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronolink.demo.Api;
import io.chronolink.events.Service;
import io.chronolink.system.TraceCollector.Recorded;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One trace shows a request and every effect it has, in all services. */
class TraceIT {

    private static final String CALLERS_SPAN = "b7ad6b7169203331";
    private static final long START = Clock.systemUTC().instant().getEpochSecond() + 7 * 86_400;

    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private final String tenant = "trace-" + UUID.randomUUID();
    private final UUID link = UUID.randomUUID();
    private final Api api = Platform.as(tenant);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void everyEffectOfARequestIsInItsTrace() throws Exception {
        arrange();

        api.awaitDone(PROFILE, upsert());

        // What the request makes others do, and what period-service tells makes the others do.
        for (String service : List.of("schedule", "period", "information", "recording")) {
            awaitSpan(service + "-service", "process time-profile.events.v1");
        }
        for (String service : List.of("profile", "schedule", "information", "recording")) {
            assertThat(pathTo(awaitSpan(service + "-service", "process entity-period.events.v1")))
                    .startsWith("profile-service send time-profile.events.v1")
                    .contains(
                            "period-service process time-profile.events.v1",
                            "period-service send entity-period.events.v1");
        }
        assertThat(Platform.TRACES.trace(trace)).allSatisfy(this::pathTo);
    }

    @Test
    void ofRequestsWhoseCallersDoNotDecideAsManyAreRecordedAsTheOperatorSays() throws Exception {
        // None here: the arrangement came without a context, and what came with one is recorded long after it.
        arrange();

        api.awaitDone(PROFILE, upsert());

        awaitSpan("recording-service", "process time-profile.events.v1");
        assertThat(Platform.TRACES.all())
                .filteredOn(span -> span.parent().isEmpty())
                .isEmpty();
    }

    private void arrange() {
        String group = "/api/v1/tenants/" + tenant + "/groups/group";
        call(
                SCHEDULE,
                "PUT",
                "/api/v1/tenants/" + tenant,
                object("name", "T", "type", "Enterprise", "timeZone", "UTC"));
        call(SCHEDULE, "PUT", group, object("name", "Group"));
        call(SCHEDULE, "POST", group + "/time_schedules/", object("name", "course", "link_id", link));
        call(INFORMATION, "POST", "/api/v1/informations", object("title", "N", "text", "T", "link_id", link));
        long room = call(RECORDING, "POST", "/api/v3/admin/rooms", object("name", "Lab"))
                .body()
                .at("/data/id")
                .asLong();
        Api.Answer last = call(
                RECORDING,
                "POST",
                "/api/v3/schedule",
                object("name", "course", "room", room, "start_at", START, "duration", 600, "link_id", link));
        api.awaitDone(RECORDING, String.valueOf(last.operation()));
    }

    private Api.Answer call(Service service, String method, String path, Object body) {
        return api.call(service, method, path, body);
    }

    private Recorded awaitSpan(String service, String name) {
        return await().until(
                        () -> Platform.TRACES.trace(trace).stream()
                                .filter(span -> span.service().equals(service)
                                        && span.name().equals(name))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    /** From the request to the span; each of it must be there, and it must begin with what the caller sent. */
    private List<String> pathTo(Recorded span) {
        if (span.parent().equals(CALLERS_SPAN)) {
            assertThat(span.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
            assertThat(span.service()).isEqualTo("profile-service");
            return List.of();
        }
        Recorded parent = await().until(
                        () -> Platform.TRACES.trace(trace).stream()
                                .filter(other -> other.id().equals(span.parent()))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
        List<String> path = new ArrayList<>(pathTo(parent));
        path.add(span.service() + " " + span.name());
        return path;
    }

    private String upsert() throws Exception {
        byte[] body = new ObjectMapper()
                .writeValueAsBytes(object(
                        "list_items",
                        List.of(object(
                                "name",
                                "Course",
                                "link_id",
                                link,
                                "time_options",
                                object("is_all_day", false, "date_from", START, "date_to", START + 3_600),
                                "repeat_options",
                                object("repeat_enable", false)))));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        Platform.STACK.url(PROFILE) + "/api/v1/access/timeprofile/items/link"))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + Platform.STACK
                                                        .tokens()
                                                        .user("ann")
                                                        .tenant(tenant)
                                                        .roles("link-manager")
                                                        .sign())
                                .header("Content-Type", "application/json")
                                .header("traceparent", "00-" + trace + "-" + CALLERS_SPAN + "-01")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Operation-Id").orElseThrow();
    }
}
