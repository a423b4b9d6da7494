package io.chronolink.system;

import static io.chronolink.demo.Api.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.chronolink.demo.Api;
import io.chronolink.demo.Api.Answer;
import io.chronolink.events.Service;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mails of the packaged service, which is killed at the worst moment (docs/adr/0009). */
class MailIT {

    private final Api api = Platform.as("mail-" + UUID.randomUUID());
    private final GreenMail server = new GreenMail(new ServerSetup(Platform.MAIL_PORT, "127.0.0.1", "smtp"));

    @AfterEach
    void close() {
        server.stop();
        api.close();
    }

    @Test
    void aServiceThatIsKilledWhenTheMailServerHasTheMailDoesNotSendItAgain() throws Exception {
        server.start();
        AtomicBoolean alive = new AtomicBoolean(true);
        server.getUserManager().setMessageDeliveryHandler((mail, address) -> {
            if (alive.getAndSet(false)) {
                Platform.STACK.service(Service.INFORMATION).kill();
            }
            var known = server.getUserManager().getUserByEmail(address.getEmail());
            return known != null
                    ? known
                    : server.getUserManager().createUser(address.getEmail(), address.getEmail(), "secret");
        });
        call("PUT", "/api/v1/users/" + UUID.randomUUID(), object("email", "ann@example.com"));
        String id = call("POST", "/api/v1/informations", object("title", "Drill", "text", "On Monday", "state_id", 1))
                .body()
                .path("id")
                .asText();
        Answer change = call(
                "POST",
                "/api/v1/informations/bulk/change_state",
                object("ids", List.of(id), "state_id", 3, "send_notifications", true));
        await().atMost(Duration.ofSeconds(60)).until(() -> server.getReceivedMessages().length == 1);
        assertThat(alive).isFalse();

        Platform.STACK.service(Service.INFORMATION).start();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> mail(change).path("status").asText().equals("in_doubt"));
        assertThat(server.getReceivedMessages()).hasSize(1);

        call("POST", "/api/v1/notifications/" + mail(change).path("id").asText() + "/resend", null);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> mail(change).path("status").asText().equals("sent"));
        assertThat(server.getReceivedMessages()).hasSize(2);
        String messageId = "<" + mail(change).path("id").asText() + "@chronolink.local>";
        for (MimeMessage received : server.getReceivedMessages()) {
            assertThat(received.getMessageID()).isEqualTo(messageId);
        }
    }

    private JsonNode mail(Answer change) {
        return call("GET", "/api/v1/notifications?operation_id=" + change.operation(), null)
                .body()
                .at("/items/0");
    }

    private Answer call(String method, String path, @Nullable Object body) {
        return api.call(Service.INFORMATION, method, path, body);
    }
}
