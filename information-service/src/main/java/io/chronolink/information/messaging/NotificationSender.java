package io.chronolink.information.messaging;

import io.chronolink.information.domain.Notifications;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.scheduler.Scheduled;
import io.vertx.ext.mail.SMTPException;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Sends the mails that are due, one after the other. Several instances share them. */
@Singleton
class NotificationSender {

    private static final Logger LOG = Logger.getLogger(NotificationSender.class);
    private static final int MAX_REASON = 200;

    private final Notifications notifications;
    private final ReactiveMailer mailer;
    private final Duration timeout;
    private final String domain;

    NotificationSender(
            Notifications notifications,
            ReactiveMailer mailer,
            @ConfigProperty(name = "chronolink.notification.timeout") Duration timeout,
            @ConfigProperty(name = "quarkus.mailer.from") String from) {
        this.notifications = notifications;
        this.mailer = mailer;
        this.timeout = timeout;
        this.domain = from.replaceFirst(".*@", "").replaceFirst(">.*", "");
    }

    @Scheduled(
            identity = "notifications",
            every = "${chronolink.notification.interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        boolean answers = true;
        while (answers) {
            Optional<Notifications.Mail> next = notifications.claim();
            answers = next.isPresent() && send(next.get());
        }
    }

    /** Whether the mail server is there, so that it is worth trying the next one. */
    private boolean send(Notifications.Mail mail) {
        try {
            mailer.send(message(mail)).await().atMost(timeout);
        } catch (RuntimeException e) {
            return failed(mail, e.getCause() == null ? e : e.getCause());
        }
        notifications.sent(mail);
        return true;
    }

    private boolean failed(Notifications.Mail mail, Throwable failure) {
        String reason = plain(String.valueOf(failure.getMessage()));
        LOG.warnf("Notification %s was not sent: %s", mail.id(), reason);
        if (failure instanceof SMTPException refused && refused.isPermanent()) {
            notifications.refused(mail, reason);
            return true;
        }
        if (failure instanceof SMTPException) {
            notifications.retry(mail, reason);
            return true;
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            notifications.retry(mail, "The mail server cannot be reached.");
        } else {
            notifications.inDoubt(mail, reason);
        }
        return false;
    }

    private Mail message(Notifications.Mail mail) {
        int count = mail.informationIds().size();
        String subject = count == 1 && !mail.titles().isEmpty()
                ? mail.titles().get(0) + ": " + mail.state()
                : count + " notices: " + mail.state();
        StringBuilder text = new StringBuilder();
        if (mail.message() != null) {
            text.append(mail.message()).append("\n\n");
        }
        text.append("Now ").append(mail.state()).append(":\n");
        mail.titles().forEach(title -> text.append("- ").append(plain(title)).append('\n'));
        if (count > mail.titles().size()) {
            text.append("and ").append(count - mail.titles().size()).append(" more\n");
        }
        return Mail.withText(mail.email(), plain(subject), text.toString())
                // The same at each attempt, so that a mail that comes twice is seen to be the same.
                .addHeader("Message-ID", "<" + mail.id() + "@" + domain + ">")
                .addHeader("Auto-Submitted", "auto-generated")
                .addHeader("X-Operation-Id", mail.operationId().toString());
    }

    /** On one line, as headers and logs need it. */
    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON - 1) + "…" : line;
    }
}
