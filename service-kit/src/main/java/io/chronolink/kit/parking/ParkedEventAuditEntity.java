package io.chronolink.kit.parking;

import io.chronolink.kit.parking.ParkedEvents.Parked;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table of what was done with parked events, and by whom. */
@Entity
@Table(name = "parked_event_audit")
class ParkedEventAuditEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    UUID parkedId;
    String topic;
    int partition;
    long recordOffset;

    @Nullable
    String tenant;

    String action;
    String outcome;
    String doneBy;
    Instant doneAt;

    ParkedEventAuditEntity() {}

    ParkedEventAuditEntity(Parked parked, String action, String outcome, String doneBy, Instant doneAt) {
        this.parkedId = parked.id();
        this.topic = parked.topic();
        this.partition = parked.partition();
        this.recordOffset = parked.offset();
        this.tenant = parked.tenant();
        this.action = action;
        this.outcome = outcome;
        this.doneBy = doneBy;
        this.doneAt = doneAt;
    }
}
