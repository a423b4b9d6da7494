package io.chronolink.kit.operations;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chronolink.events.Service;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.operations.OperationRepository.Heard;
import io.chronolink.kit.operations.OperationRepository.Operation;
import io.chronolink.kit.operations.OperationRepository.Progress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation has spread. It is done when every subscriber of each topic has applied or parked all
 * that was published to it, by the accepting service or in a reaction.
 *
 * @param items records that the caller asked for
 * @param events events published so far, reactions included
 * @param status {@code spreading}, {@code done} or {@code done_with_parked}
 */
record OperationStatus(
        @JsonProperty("operation_id") UUID operationId,
        @JsonProperty("kind") String kind,
        @JsonProperty("accepted_at") Instant acceptedAt,
        @JsonProperty("items") int items,
        @JsonProperty("events") int events,
        @JsonProperty("status") String status,
        @JsonProperty("services") Map<String, ServiceStatus> services) {

    /**
     * One service's part.
     *
     * @param applied events it has applied
     * @param effects records of its own that really changed
     * @param parked events it could not apply
     * @param doneAt when it had dealt with all that is published so far, or null while it has not
     */
    record ServiceStatus(
            @JsonProperty("applied") int applied,
            @JsonProperty("effects") int effects,
            @JsonProperty("parked") int parked,
            @JsonProperty("done_at") @Nullable Instant doneAt) {}

    boolean isDone() {
        return !status.equals("spreading");
    }

    static OperationStatus of(Operation operation) {
        Map<String, Integer> published = new HashMap<>(operation.published());
        operation.progress().forEach(progress -> published.merge(progress.topic(), progress.published(), Integer::sum));
        Map<String, ServiceStatus> services = new TreeMap<>();
        boolean done = true;
        int allParked = 0;
        for (Service service : Service.values()) {
            boolean concerned = false;
            boolean serviceDone = true;
            int applied = 0;
            int parked = 0;
            for (Topic topic : Topics.appliedBy(service)) {
                int expected = published.getOrDefault(topic.name(), 0);
                int topicApplied = 0;
                int topicParked = 0;
                for (Progress progress : operation.progress()) {
                    if (progress.service().equals(service.wireName())
                            && progress.topic().equals(topic.name())) {
                        topicApplied += progress.applied();
                        topicParked += progress.parked();
                    }
                }
                concerned |= expected > 0;
                serviceDone &= topicApplied + topicParked >= expected;
                applied += topicApplied;
                parked += topicParked;
            }
            if (concerned) {
                Heard heard = operation.services().get(service.wireName());
                services.put(
                        service.wireName(),
                        new ServiceStatus(
                                applied,
                                heard == null ? 0 : heard.effects(),
                                parked,
                                serviceDone && heard != null ? heard.at() : null));
                done &= serviceDone;
                allParked += parked;
            }
        }
        return new OperationStatus(
                operation.id(),
                operation.kind(),
                operation.acceptedAt(),
                operation.items(),
                published.values().stream().mapToInt(Integer::intValue).sum(),
                !done ? "spreading" : allParked > 0 ? "done_with_parked" : "done",
                services);
    }
}
