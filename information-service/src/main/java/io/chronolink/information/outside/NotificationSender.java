package io.chronolink.information.outside;

import io.chronolink.information.domain.NotificationDelivery;
import io.chronolink.information.domain.NotificationDelivery.Mail;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends the mails that are due, one after the other (docs/adr/0009). Several instances share them. */
@Singleton
class NotificationSender {

    private static final Logger LOG = Logger.getLogger(NotificationSender.class);
    private static final int PERMANENT = 500;

    private final NotificationDelivery delivery;
    private final MailServer server;

    NotificationSender(NotificationDelivery delivery, MailServer server) {
        this.delivery = delivery;
        this.server = server;
    }

    @Scheduled(
            identity = "notifications",
            every = "${chronolink.notification.interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        boolean answers = true;
        while (answers) {
            Optional<Mail> next = delivery.claim();
            answers = next.isPresent() && send(next.get());
        }
    }

    /** Whether the mail server is there, so that it is worth trying the next one. */
    private boolean send(Mail mail) {
        Transport transport;
        Message message;
        try {
            message = server.message(mail);
            transport = server.connect();
        } catch (MessagingException e) {
            log(mail, e);
            delivery.retry(mail, "The mail server cannot be reached, or wants another user.");
            return false;
        }
        try {
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            log(mail, e);
            return failed(mail, e);
        } finally {
            MailServer.close(transport);
        }
        delivery.sent(mail);
        return true;
    }

    private boolean failed(Mail mail, MessagingException failure) {
        int code = code(failure);
        String reason = MailServer.plain(String.valueOf(failure.getMessage()));
        if (code >= PERMANENT) {
            delivery.refused(mail, reason);
        } else if (code > 0) {
            delivery.retry(mail, reason);
        } else {
            delivery.inDoubt(mail, "The mail server was lost while it took the mail.");
        }
        return code > 0;
    }

    /** What the mail server answered, or 0 if it did not. */
    private static int code(@Nullable Exception failure) {
        for (Exception e = failure; e instanceof MessagingException nested; e = nested.getNextException()) {
            if (e instanceof SMTPAddressFailedException address) {
                return address.getReturnCode();
            }
            if (e instanceof SMTPSendFailedException refused && refused.getReturnCode() > 0) {
                return refused.getReturnCode();
            }
        }
        return 0;
    }

    private static void log(Mail mail, MessagingException failure) {
        LOG.warnf(
                "Notification %s was not sent: %s", mail.id(), MailServer.plain(String.valueOf(failure.getMessage())));
    }
}
