package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds when parts of the platform die. */
class ResilienceIT {

    private static final int LINKS = 500;
    private static final long START = Clock.systemUTC().instant().getEpochSecond() + 7 * 86_400;

    private final String tenant = "resilience-" + UUID.randomUUID();
    private final Api api = Platform.as(tenant);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aConsumerThatIsKilledInTheMiddleOfABulkAppliesAllOfItOnce() {
        List<UUID> links = boundInformations();
        Answer bulk = upsert(links);

        Platform.STACK.service(Service.INFORMATION).kill();
        Platform.STACK.service(Service.INFORMATION).start();

        JsonNode status = api.awaitDone(Service.PROFILE, String.valueOf(bulk.operation()));
        // The time profile of each link, and then the validity of the link and of the notice.
        assertThat(status.at("/services/information-service/applied").asInt()).isEqualTo(3 * LINKS);
        assertThat(status.at("/services/information-service/effects").asInt()).isEqualTo(LINKS);
        assertThat(status.at("/services/information-service/parked").asInt()).isZero();
    }

    @Test
    void aServiceThatIsKilledAfterItsAnswerHasLostNothing() {
        List<UUID> links = boundInformations();
        Answer bulk = upsert(links);
        Platform.STACK.service(Service.PROFILE).kill();

        Platform.STACK.service(Service.PROFILE).start();

        JsonNode status = api.awaitDone(Service.PROFILE, String.valueOf(bulk.operation()));
        assertThat(status.at("/services/information-service/effects").asInt()).isEqualTo(LINKS);
    }

    @Test
    void writesAreAcceptedWithoutTheBrokerAndSpreadWhenItIsBack() {
        List<UUID> links = boundInformations();
        Platform.STACK.kafka().kill();

        Answer bulk;
        try {
            bulk = upsert(links);
            assertThat(api.call(Service.PROFILE, "GET", "/operations/" + bulk.operation(), null)
                            .body()
                            .path("status")
                            .asText())
                    .isEqualTo("spreading");
        } finally {
            Platform.STACK.kafka().start();
        }

        JsonNode status = api.awaitDone(Service.PROFILE, String.valueOf(bulk.operation()));
        assertThat(status.at("/services/information-service/effects").asInt()).isEqualTo(LINKS);
    }

    @Test
    void withoutTheDatabaseTheAnswerIs503AndItComesBackByItself() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest list = HttpRequest.newBuilder(
                        URI.create(Platform.STACK.url(Service.PROFILE) + "/api/v1/access/timeprofile/items"))
                .header(
                        "Authorization",
                        "Bearer "
                                + Platform.STACK
                                        .tokens()
                                        .user("ann")
                                        .tenant(tenant)
                                        .roles("end-user")
                                        .sign())
                .build();
        Platform.STACK.postgreSql().kill();

        try {
            HttpResponse<String> away = client.send(list, HttpResponse.BodyHandlers.ofString());
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.headers().firstValue("Retry-After")).isPresent();
            assertThat(away.body()).contains("\"error\"").doesNotContain("SQL").doesNotContain("Exception");
            HttpResponse<String> live = client.send(
                    HttpRequest.newBuilder(URI.create(Platform.STACK.url(Service.PROFILE) + "/q/health/live"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(live.statusCode()).isEqualTo(200);
        } finally {
            Platform.STACK.postgreSql().start();
        }

        for (Service service : Service.values()) {
            HttpRequest ready = HttpRequest.newBuilder(URI.create(Platform.STACK.url(service) + "/q/health/ready"))
                    .build();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(client.send(ready, HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                            .as(service.wireName())
                            .isEqualTo(200));
        }
        assertThat(client.send(list, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        List<UUID> links = boundInformations();
        JsonNode status =
                api.awaitDone(Service.PROFILE, String.valueOf(upsert(links).operation()));
        assertThat(status.at("/services/information-service/effects").asInt()).isEqualTo(LINKS);
    }

    private List<UUID> boundInformations() {
        List<UUID> links = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            links.add(UUID.randomUUID());
        }
        api.forEach(
                links,
                link -> api.call(
                        Service.INFORMATION,
                        "POST",
                        "/api/v1/informations",
                        object(
                                "title",
                                "Notice",
                                "text",
                                "Text",
                                "state_id",
                                3,
                                "valid_from",
                                "2026-01-01T00:00:00Z",
                                "labels",
                                List.of(),
                                "sections",
                                List.of(),
                                "deleted",
                                false,
                                "link_id",
                                link)));
        return links;
    }

    private Answer upsert(List<UUID> links) {
        return api.call(
                Service.PROFILE,
                "POST",
                "/api/v1/access/timeprofile/items/link",
                object("list_items", links.stream().map(ResilienceIT::profile).toList()));
    }

    private static Map<String, Object> profile(UUID link) {
        return object(
                "name",
                "Course",
                "link_id",
                link,
                "time_options",
                object("is_all_day", false, "date_from", START, "date_to", START + 3_600),
                "repeat_options",
                object(
                        "repeat_enable",
                        true,
                        "repeat_format",
                        object("repeat_type", "week", "repeat_end", object("format", "never"))));
    }
}
