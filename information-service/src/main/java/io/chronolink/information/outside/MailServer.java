package io.chronolink.information.outside;

import io.chronolink.information.domain.NotificationDelivery.Mail;
import jakarta.inject.Singleton;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The SMTP server, and mails as it takes them. */
@Singleton
class MailServer {

    /** How the connection is kept from others' eyes. */
    enum Tls {
        off,
        opportunistic,
        required,
        implicit
    }

    private static final Logger LOG = Logger.getLogger(MailServer.class);
    private static final int MAX_LINE = 200;

    private final Session session;
    private final String host;
    private final int port;
    private final Optional<String> username;
    private final Optional<String> password;
    private final InternetAddress from;
    private final String domain;
    private final Clock clock;

    MailServer(
            @ConfigProperty(name = "chronolink.mail.host") String host,
            @ConfigProperty(name = "chronolink.mail.port") int port,
            @ConfigProperty(name = "chronolink.mail.tls") Tls tls,
            @ConfigProperty(name = "chronolink.mail.username") Optional<String> username,
            @ConfigProperty(name = "chronolink.mail.password") Optional<String> password,
            @ConfigProperty(name = "chronolink.mail.from") String from,
            @ConfigProperty(name = "chronolink.notification.timeout") Duration timeout,
            Clock clock)
            throws MessagingException {
        this.host = host;
        this.port = port;
        this.username = username;
        this.password = password;
        this.from = new InternetAddress(from, true);
        this.domain = this.from.getAddress().replaceFirst(".*@", "");
        this.clock = clock;
        this.session = Session.getInstance(properties(tls, timeout));
    }

    private Properties properties(Tls tls, Duration timeout) {
        String millis = Long.toString(timeout.toMillis());
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", millis);
        properties.setProperty("mail.smtp.timeout", millis);
        properties.setProperty("mail.smtp.writetimeout", millis);
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.localhost", domain);
        properties.setProperty("mail.smtp.auth", Boolean.toString(username.isPresent()));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(tls != Tls.off));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(tls == Tls.required));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(tls == Tls.implicit));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        return properties;
    }

    /**
     * A connection for one mail: one that died while it was idle would leave the next mail in doubt.
     *
     * @throws MessagingException if there is none, and then nothing has been sent
     */
    Transport connect() throws MessagingException {
        Transport transport = session.getTransport("smtp");
        transport.connect(host, port, username.orElse(null), password.orElse(null));
        return transport;
    }

    static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("The mail server did not say goodbye", e);
        }
    }

    Message message(Mail mail) throws MessagingException {
        int count = mail.informationIds().size();
        String subject = count == 1 && !mail.titles().isEmpty()
                ? mail.titles().get(0) + ": " + mail.state()
                : count + " notices: " + mail.state();
        MimeMessage message = new WithId(session, "<" + mail.id() + "@" + domain + ">");
        message.setFrom(from);
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.email()));
        message.setSubject(plain(subject), StandardCharsets.UTF_8.name());
        message.setText(text(mail, count), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Operation-Id", mail.operationId().toString());
        message.saveChanges();
        return message;
    }

    private static String text(Mail mail, int count) {
        StringBuilder text = new StringBuilder();
        if (mail.message() != null) {
            text.append(mail.message()).append("\n\n");
        }
        text.append("Now ").append(mail.state()).append(":\n");
        mail.titles().forEach(title -> text.append("- ").append(plain(title)).append('\n'));
        if (count > mail.titles().size()) {
            text.append("and ").append(count - mail.titles().size()).append(" more\n");
        }
        return text.toString();
    }

    /** On one line, as headers and logs need it. */
    static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > MAX_LINE ? line.substring(0, MAX_LINE - 1) + "…" : line;
    }

    /** The same Message-ID at each attempt, so that a mail that comes twice is seen to be the same. */
    private static final class WithId extends MimeMessage {

        private final String id;

        WithId(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
