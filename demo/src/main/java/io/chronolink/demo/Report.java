package io.chronolink.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.events.Service;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the demo shows, and what did not hold. */
final class Report {

    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    void check(boolean held, String message, Object... arguments) {
        if (!held) {
            failed(message.formatted(arguments));
        }
    }

    void failed(String failure) {
        failures.add(failure);
    }

    /** Prints all failures, and says whether there were none. */
    boolean end() {
        failures.forEach(failure -> out.println("FAILED: " + failure));
        out.println(
                failures.isEmpty()
                        ? "Every service followed every step."
                        : "The demo failed: " + failures.size() + " checks did not hold.");
        return failures.isEmpty();
    }

    /** What changed where, how much, and how long after the call was accepted. */
    void show(String title, List<JsonNode> operations, long sinceNanos) {
        long total = Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis();
        out.println();
        out.println(title);
        out.printf("  %-20s %16s %16s %12s%n", "service", "events applied", "records changed", "done after");
        for (Service service : Service.values()) {
            int applied = 0;
            int effects = 0;
            long millis = -1;
            for (JsonNode operation : operations) {
                JsonNode part = operation.path("services").path(service.wireName());
                if (!part.isMissingNode()) {
                    applied += part.path("applied").asInt();
                    effects += part.path("effects").asInt();
                    millis = Math.max(
                            millis,
                            Duration.between(
                                            Instant.parse(operation
                                                    .path("accepted_at")
                                                    .asText()),
                                            Instant.parse(part.path("done_at").asText()))
                                    .toMillis());
                }
            }
            if (millis >= 0) {
                out.printf("  %-20s %16d %16d %9d ms%n", service.wireName(), applied, effects, millis);
            }
        }
        out.printf(
                "  %d events in all, spread everywhere %d ms after the request was sent%n",
                operations.stream()
                        .mapToInt(operation -> operation.path("events").asInt())
                        .sum(),
                total);
    }

    /** How many records of a service an operation changed. */
    static int effects(JsonNode status, String service) {
        return status.path("services").path(service).path("effects").asInt();
    }
}
