package io.chronolink.information;

import static io.chronolink.information.InformationApi.AWAITING_APPROVAL;
import static io.chronolink.information.InformationApi.DRAFT;
import static io.chronolink.information.InformationApi.PUBLISHED;
import static io.chronolink.information.InformationApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.chronolink.events.InformationEvent.NotificationSent;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.EventJson;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.EventProbe;
import io.chronolink.stack.EventProbe.Seen;
import io.chronolink.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mails through a real SMTP server: one digest for each recipient and request, and none twice. */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
@QuarkusTestResource(MailPort.class)
class NotificationTest {

    private static final String SHIFT = UUID.randomUUID().toString();

    private final InformationApi api = InformationApi.ofNewTenant();
    private final GreenMail server = new GreenMail(new ServerSetup(MailPort.number(), "127.0.0.1", "smtp"));

    /** Addresses are the test's own, so that mails of other tests are nothing here. */
    private final String domain = "d" + UUID.randomUUID().toString().replace("-", "") + ".example";

    @BeforeEach
    void forget() {
        TestData.forgetMails();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void everyRecipientGetsOneMailAboutAllThatIsForThem() throws Exception {
        server.start();
        UUID ann = user("ann", Map.of("id_shift", SHIFT));
        UUID bob = user("bob", Map.of());
        api.user(UUID.randomUUID().toString(), "{\"first_name\":\"No\",\"last_name\":\"Address\"}");
        InformationApi.ofNewTenant().user(UUID.randomUUID().toString(), "{\"email\":\"stranger@" + domain + "\"}");
        UUID shift = notice("Shift plan", "id_shift==" + SHIFT);
        UUID everybody = notice("Open day\r\nBcc: all@example.com", "");
        UUID both = notice("Canteen", "email==" + "*@" + domain);
        UUID unclear = notice("Unclear", "sample string 15");

        Response answer = change(List.of(shift, everybody, both, unclear), true);

        assertThat(json(answer.asString()).get("messages")).isEqualTo(json("""
                [{"type":3,"code":102,"message":"2 users are notified.","field":"send_notifications"},
                 {"type":2,"code":104,"field":"target_users_query",
                  "message":"Nobody is notified of 1 informations, whose target_users_query cannot be understood."}]"""));
        soon().until(() -> mails().size() == 2);
        MimeMessage toAnn = mailTo("ann");
        assertThat(toAnn.getSubject()).isEqualTo("3 notices: published");
        assertThat(toAnn.getContent().toString().replace("\r", ""))
                .startsWith("Why & how\n\nNow published:\n")
                .contains("- Shift plan", "- Canteen", "- Open day Bcc: all@example.com");
        assertThat(mailTo("bob").getContent().toString()).contains("Canteen").doesNotContain("Shift plan", "Unclear");
        JsonNode listed = listed(answer);
        soon().until(() -> statuses(answer).equals(List.of("sent", "sent")));
        assertThat(listed.findValuesAsText("user_id")).containsExactlyInAnyOrder(ann.toString(), bob.toString());
        assertThat(mails().stream().map(NotificationTest::messageId).collect(Collectors.toSet()))
                .isEqualTo(listed.findValuesAsText("id").stream()
                        .map(id -> "<" + id + "@chronolink.local>")
                        .collect(Collectors.toSet()));
        assertThat(toAnn.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        for (String id : listed.findValuesAsText("id")) {
            assertThat(event(UUID.fromString(id), answer).informationIds()).hasSizeBetween(2, 3);
        }
        assertThat(event(UUID.fromString(ofUser(listed, ann)), answer).informationIds())
                .containsExactlyInAnyOrder(shift, everybody, both);
    }

    @Test
    void aMailAboutOneNoticeSaysWhichInItsSubject() throws Exception {
        server.start();
        user("ann", Map.of());

        change(List.of(notice("Příliš žluťoučký", "")), true);

        soon().until(() -> mails().size() == 1);
        assertThat(mailTo("ann").getSubject()).isEqualTo("Příliš žluťoučký: published");
    }

    @Test
    void nobodyIsToldWithoutBeingAskedOrOfWhatDidNotChange() {
        server.start();
        user("ann", Map.of());
        UUID archived = api.made(InformationApi.ARCHIVED);
        UUID id = notice("Quiet", "");

        change(List.of(id), false);
        change(List.of(id), true);
        api.change(Map.of("ids", List.of(archived), "state_id", DRAFT, "send_notifications", true));
        api.as("tenant-admin")
                .body(InformationApi.text(
                        Map.of("ids", List.of(id, archived), "state_id", DRAFT, "send_notifications", true)))
                .post(InformationApi.CHANGE_STATE + "?mode=atomic");
        api.as("tenant-admin")
                .body(InformationApi.text(Map.of("ids", List.of(id), "state_id", DRAFT, "send_notifications", true)))
                .post(InformationApi.CHANGE_STATE + "?dry_run=true");
        assertThat(TestData.count("notification", api.tenant())).isZero();

        // The first mail that comes is this one.
        change(List.of(notice("Loud", "")), true);
        soon().until(() -> mails().size() == 1);
        assertThat(subject(mails().get(0))).isEqualTo("Loud: published");
    }

    @Test
    void whileTheMailServerIsAwayMailsWaitAndThenComeOnce() {
        user("ann", Map.of());
        user("bob", Map.of());
        Response answer = change(List.of(notice("Later", "")), true);
        soon().until(() -> listed(answer)
                .findValuesAsText("reason")
                .contains("The mail server cannot be reached, or wants another user."));
        assertThat(statuses(answer)).containsExactly("queued", "queued");

        server.start();

        soon().until(() -> statuses(answer).equals(List.of("sent", "sent")));
        assertThat(mails()).hasSize(2);
    }

    @Test
    void whatTheMailServerRefusesForNowIsTriedAgainUnderTheSameIdAndWhatItRefusesForGoodIsNot() throws Exception {
        user("ann", Map.of());
        try (RudeMailServer rude =
                new RudeMailServer(MailPort.number(), List.of("451 later", "451 later", "250 taken"))) {
            Response answer = change(List.of(notice("Later", "")), true);
            soon().until(() -> statuses(answer).equals(List.of("sent")));
            assertThat(rude.received()).hasSize(3);
            assertThat(rude.received().stream()
                            .map(mail -> mail.lines()
                                    .filter(line -> line.startsWith("Message-ID:"))
                                    .toList())
                            .distinct())
                    .hasSize(1);
        }
        try (RudeMailServer rude = new RudeMailServer(MailPort.number(), List.of("554 never"))) {
            Response answer = change(List.of(notice("Never", "")), true);
            soon().until(() -> statuses(answer).equals(List.of("refused")));
            assertThat(rude.received()).hasSize(1);
            assertThat(listed(answer).at("/items/0/reason").asText()).contains("554");
        }
    }

    @Test
    void aMailOfWhichNobodyKnowsWhetherItLeftIsNotSentAgainUnlessSomebodySaysSo() throws Exception {
        user("ann", Map.of());
        Response answer;
        String first;
        try (RudeMailServer rude = new RudeMailServer(MailPort.number(), List.of(""))) {
            answer = change(List.of(notice("Perhaps", "")), true);
            soon().until(() -> statuses(answer).equals(List.of("in_doubt")));
            assertThat(rude.received()).hasSize(1);
            first = rude.received().get(0);
        }
        server.start();
        String id = listed(answer).at("/items/0/id").asText();

        api.as("tenant-admin")
                .post("/api/v1/notifications/" + id + "/resend")
                .then()
                .statusCode(200);

        soon().until(() -> statuses(answer).equals(List.of("sent")));
        assertThat(mails()).hasSize(1);
        assertThat(first).contains("Message-ID: " + messageId(mails().get(0)));
        api.as("tenant-admin")
                .post("/api/v1/notifications/" + id + "/resend")
                .then()
                .statusCode(404);
        InformationApi.ofNewTenant()
                .as("tenant-admin")
                .post("/api/v1/notifications/" + id + "/resend")
                .then()
                .statusCode(404);
    }

    /** What is found after a crash between the sending and the record of it: a mail that somebody has claimed. */
    @Test
    void aCrashWhileAMailIsSentSendsItNotTwice() {
        user("ann", Map.of());
        Response answer = change(List.of(notice("Crash", "")), true);
        TestData.claimForGood(api.tenant());

        server.start();

        soon().until(() -> statuses(answer).equals(List.of("in_doubt")));
        change(List.of(notice("Marker", "")), true);
        soon().until(() -> mails().size() == 1);
        assertThat(subject(mails().get(0))).isEqualTo("Marker: published");
    }

    @Test
    void theOperationTellsOfTheMailsToo() {
        server.start();
        user("ann", Map.of());

        Response answer = change(List.of(notice("Told", "")), true);

        // The change, and the mail.
        soon().until(() ->
                api.operation(answer.header("Operation-Id")).get("events").asInt() == 2);
    }

    @Test
    void tenThousandNoticesAreOneMail() {
        server.start();
        UUID ann = user("ann", Map.of());
        List<UUID> ids =
                IntStream.range(0, 10_000).mapToObj(i -> UUID.randomUUID()).toList();
        TestData.insert(api.tenant(), ids, DRAFT);

        Response answer = change(ids, true);

        soon().until(() -> mails().size() == 1);
        assertThat(subject(mails().get(0))).isEqualTo("10000 notices: published");
        soon().until(() -> statuses(answer).equals(List.of("sent")));
        assertThat(event(UUID.fromString(ofUser(listed(answer), ann)), answer).informationIds())
                .hasSize(10_000);
    }

    /** ann has a shift and a code with a per cent sign, bob a title, carl nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    first_name==Ann             | ann
                    first_name==ANN,code2==x    | ann
                    first_name==*               | ann bob carl
                    first_name==a*;id_shift!=2c | -
                    code=='50%'                 | ann
                    code=='5_%'                 |
                    title!=Boss                 | ann carl
                    title=in=(Boss,Chef)        | bob
                    title=out=(Boss,Chef)       | ann carl
                    (first_name==Bob,first_name==Carl);title!=Boss | carl
                    shoe_size==44               | -
                    first_name=gt=A             | -
                    id==not-a-guid              | -
                    (((                         | -
                    """)
    void aQueryNamesRecipients(String query, String expected) {
        user("ann", Map.of("id_shift", SHIFT, "first_name", "Ann", "code", "50%"));
        user("bob", Map.of("first_name", "Bob", "title", "Boss"));
        user("carl", Map.of("first_name", "Carl"));
        UUID id = notice("Query", query);

        Response answer = change(List.of(id), true);

        List<String> names = listed(answer).findValuesAsText("email").stream()
                .map(email -> email.replaceFirst("@.*", ""))
                .sorted()
                .toList();
        assertThat(names)
                .isEqualTo(expected == null || expected.equals("-") ? List.of() : List.of(expected.split(" ")));
        Set<Integer> codes = json(answer.asString()).get("messages").findValuesAsText("code").stream()
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
        assertThat(codes).isEqualTo("-".equals(expected) ? Set.of(102, 104) : Set.of(102));
    }

    @Test
    void theDirectoryIsKeptByTheAdministratorsOfTheTenant() {
        UUID id = user("ann", Map.of("first_name", "Ann", "last_name", "Novak", "id_shift", SHIFT));
        String path = "/api/v1/users/" + id;

        JsonNode read = json(api.as("tenant-admin").get(path).asString());

        assertThat(read.get("full_name").asText()).isEqualTo("Novak Ann");
        assertThat(read.get("email").asText()).isEqualTo("ann@" + domain);
        assertThat(read.get("id_shift").asText()).isEqualTo(SHIFT);
        assertThat(json(api.as("tenant-admin").get("/api/v1/users").asString())
                        .get("total_count")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.as("end-user").get(path).statusCode()).isEqualTo(403);
        assertThat(InformationApi.ofNewTenant().as("tenant-admin").get(path).statusCode())
                .isEqualTo(404);
        for (String bad : List.of(
                "{\"email\":\"nobody\"}",
                "{\"email\":\"a@b\\r\\nBcc: c@d\"}",
                "{\"id\":\"" + UUID.randomUUID() + "\"}",
                "{\"code\":\"" + "x".repeat(501) + "\"}")) {
            assertThat(api.as("tenant-admin").body(bad).put(path).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        api.as("tenant-admin").delete(path).then().statusCode(200);
        assertThat(api.as("tenant-admin").get(path).statusCode()).isEqualTo(404);
        assertThat(api.as("tenant-admin").delete(path).statusCode()).isEqualTo(404);
    }

    @Test
    void usersComeInPagesByNameAndThoseWithoutOneLast() {
        List<UUID> ids = Stream.of(
                        Map.of("last_name", "Novak", "first_name", "Jan"),
                        Map.<String, String>of(),
                        Map.of("last_name", "Adams"),
                        Map.of("last_name", "Novak", "first_name", "Ann"))
                .map(members -> user("someone", members))
                .toList();

        Response first = api.as("tenant-admin").get("/api/v1/users?page_size=3");
        Response second = api.as("tenant-admin").get("/api/v1/users?page_size=3&page=2");

        assertThat(first.jsonPath().getList("items.id", UUID.class))
                .containsExactly(ids.get(2), ids.get(3), ids.get(0));
        assertThat(second.jsonPath().getList("items.id", UUID.class)).containsExactly(ids.get(1));
        assertThat(second.jsonPath().getInt("total_count")).isEqualTo(4);
    }

    @Test
    void whoeverMakesTheSameUserAtOneMomentIsServed() {
        for (int round = 0; round < 5; round++) {
            String path = "/api/v1/users/" + UUID.randomUUID();

            List<Integer> answers = IntStream.range(0, 6)
                    .parallel()
                    .mapToObj(i -> api.as("tenant-admin")
                            .body("{\"last_name\":\"Writer " + i + "\"}")
                            .put(path)
                            .statusCode())
                    .toList();

            assertThat(answers).containsOnly(200);
            assertThat(api.as("tenant-admin").get(path).jsonPath().getString("last_name"))
                    .startsWith("Writer ");
        }
    }

    private UUID user(String name, Map<String, String> members) {
        UUID id = UUID.randomUUID();
        var body = new java.util.HashMap<String, String>(members);
        body.put("email", name + "@" + domain);
        api.user(id.toString(), InformationApi.text(body));
        return id;
    }

    private UUID notice(String title, String query) {
        return api.made(Map.of("title", title, "target_users_query", query, "state_id", AWAITING_APPROVAL));
    }

    private Response change(List<UUID> ids, boolean notify) {
        return api.change(
                Map.of("ids", ids, "state_id", PUBLISHED, "send_notifications", notify, "message", "Why & how"));
    }

    private JsonNode listed(Response answer) {
        return json(api.as("tenant-admin")
                .get("/api/v1/notifications?operation_id=" + answer.header("Operation-Id"))
                .asString());
    }

    private List<String> statuses(Response answer) {
        return listed(answer).findValuesAsText("status");
    }

    private static String ofUser(JsonNode listed, UUID user) {
        for (JsonNode item : listed.get("items")) {
            if (item.get("user_id").asText().equals(user.toString())) {
                return item.get("id").asText();
            }
        }
        throw new AssertionError("no mail for " + user);
    }

    private NotificationSent event(UUID id, Response answer) {
        try (EventProbe probe = new EventProbe(TestStack.bootstrapServers())) {
            soon().until(() -> !probe.records(Topics.NOTICE, id).isEmpty());
            List<Seen> seen = probe.records(Topics.NOTICE, id);
            assertThat(seen).hasSize(1);
            assertThat(seen.get(0).headers())
                    .containsEntry("ce_type", "io.chronolink.notification.sent.v1")
                    .containsEntry("ce_operationid", answer.header("Operation-Id"))
                    .containsEntry("ce_tenant", api.tenant());
            return EventJson.read(String.valueOf(seen.get(0).data()), NotificationSent.class);
        }
    }

    private List<MimeMessage> mails() {
        return Stream.of(server.getReceivedMessages())
                .filter(mail -> recipient(mail).endsWith(domain))
                .toList();
    }

    private MimeMessage mailTo(String name) {
        return mails().stream()
                .filter(mail -> recipient(mail).startsWith(name + "@"))
                .findFirst()
                .orElseThrow();
    }

    private static String recipient(MimeMessage mail) {
        try {
            return Arrays.stream(mail.getRecipients(Message.RecipientType.TO))
                    .map(Object::toString)
                    .collect(Collectors.joining(","));
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static String messageId(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }
}
