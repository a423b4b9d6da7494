package io.chronolink.information;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Tells the service where a mail server may be; tests let one be there, or not. */
public final class MailPort implements QuarkusTestResourceLifecycleManager {

    private static final String PROPERTY = "chronolink.test.mail-port";

    static int number() {
        return Integer.getInteger(PROPERTY);
    }

    @Override
    public Map<String, String> start() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.setProperty(PROPERTY, String.valueOf(free.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "chronolink.mail.host", "127.0.0.1",
                "chronolink.mail.port", String.valueOf(number()),
                "chronolink.notification.timeout", "15S",
                "chronolink.notification.first-retry", "0.05S");
    }

    @Override
    public void stop() {}
}
