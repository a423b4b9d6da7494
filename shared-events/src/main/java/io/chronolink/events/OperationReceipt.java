package io.chronolink.events;

import java.util.Map;
import java.util.UUID;

/**
 * A consumer's word that it has dealt with events of an operation. All counts are differences to what
 * the same service said before; {@code parked} falls and {@code applied} rises when a parked event is
 * replayed.
 *
 * @param id the receipt's own id
 * @param version always 1
 * @param operationId the operation that caused the events
 * @param service the service that speaks, by its {@link Service#wireName()}
 * @param applied events applied, by topic
 * @param parked events parked, by topic
 * @param published events published in turn, by topic
 * @param effects records of this service that really changed
 */
public record OperationReceipt(
        UUID id,
        long version,
        UUID operationId,
        String service,
        Map<String, Integer> applied,
        Map<String, Integer> parked,
        Map<String, Integer> published,
        int effects)
        implements Event {}
