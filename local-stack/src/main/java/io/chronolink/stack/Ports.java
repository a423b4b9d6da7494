package io.chronolink.stack;

import io.chronolink.events.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The ports of a stack's parts, and which ports of this machine are free. */
final class Ports {

    // Below the range from which systems take the ports of outgoing connections.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    private static final int POSTGRESQL = 15432;
    private static final int KAFKA = 19092;
    private static final int CONTROLLER = 19093;

    private final SecureRandom random = new SecureRandom();
    private final Set<Integer> given = new HashSet<>();

    /**
     * Each part's port by the part's name.
     *
     * @param free any free ports instead of the usual ones
     * @param offset how far the usual ones are moved
     */
    static Map<String, Integer> of(Set<Service> services, boolean free, int offset) {
        var any = new Ports();
        var ports = new LinkedHashMap<String, Integer>();
        ports.put(Layout.POSTGRESQL, POSTGRESQL);
        ports.put(Layout.KAFKA, KAFKA);
        ports.put(Layout.CONTROLLER, CONTROLLER);
        for (Service service : services) {
            ports.put(service.wireName(), usual(service));
        }
        ports.replaceAll((part, usual) -> free ? any.next() : usual + offset);
        return ports;
    }

    private static int usual(Service service) {
        return switch (service) {
            case PROFILE -> 8081;
            case SCHEDULE -> 8082;
            case PERIOD -> 8083;
            case INFORMATION -> 8084;
            case RECORDING -> 8085;
        };
    }

    /** A free port that was not given before; at random, so that stacks starting side by side rarely meet. */
    int next() {
        int port = LOWEST + random.nextInt(HIGHEST - LOWEST);
        return isFree(port) && given.add(port) ? port : next();
    }

    /** Whether a server could listen there now. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
