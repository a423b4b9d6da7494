package io.chronolink.information.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.database.RecordKey;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of the table of notices. What stays is not written again: texts can be long. */
@Entity
@DynamicUpdate
@Table(name = "information")
@IdClass(RecordKey.class)
class InformationEntity {

    @Id
    String tenant;

    @Id
    UUID id;

    @Version
    long version = 1;

    @Nullable
    UUID linkId;

    /** The link's when it was bound to the life that it belongs to; 0 where nothing was known. */
    long linkVersion;

    @Nullable
    UUID parentId;

    int stateId;
    String title;
    String text;
    Instant validFrom;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    JsonNode details;

    boolean deleted;
    Instant createdAt;
    String createdBy;
    Instant changedAt;

    /** Null for the platform itself. */
    @Nullable
    String changedBy;

    /** To be read only: what is written is {@link #parentId}. */
    @Nullable
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "tenant", referencedColumnName = "tenant", insertable = false, updatable = false)
    @JoinColumn(name = "parentId", referencedColumnName = "id", insertable = false, updatable = false)
    InformationEntity parent;

    InformationEntity() {}

    InformationEntity(
            String tenant, UUID id, NewInformation made, long linkVersion, Instant validFrom, String by, Instant now) {
        this.tenant = tenant;
        this.id = id;
        this.linkId = made.linkId();
        this.linkVersion = linkVersion;
        this.parentId = made.parentId();
        this.stateId = made.state().id();
        this.title = made.title();
        this.text = made.text();
        this.validFrom = validFrom;
        this.details = made.details();
        this.createdAt = now;
        this.createdBy = by;
        this.changedAt = now;
        this.changedBy = by;
    }

    /** Takes over what differs; returns whether anything did. */
    boolean replace(
            String title,
            String text,
            JsonNode details,
            Instant validFrom,
            @Nullable UUID linkId,
            long linkVersion,
            @Nullable UUID parentId,
            String by,
            Instant now) {
        if (this.title.equals(title)
                && this.text.equals(text)
                && this.details.equals(details)
                && this.validFrom.equals(validFrom)
                && Objects.equals(this.linkId, linkId)
                && this.linkVersion == linkVersion
                && Objects.equals(this.parentId, parentId)) {
            return false;
        }
        this.title = title;
        this.text = text;
        this.details = details;
        this.validFrom = validFrom;
        this.linkId = linkId;
        this.linkVersion = linkVersion;
        this.parentId = parentId;
        changed(by, now);
        return true;
    }

    /** Carries out what {@link StateChange#verdict} allows. */
    void move(StateChange change, Instant now) {
        stateId = change.state().id();
        parentId = change.parentId() == null ? parentId : change.parentId();
        changed(change.by(), now);
    }

    void delete(String by, Instant now) {
        deleted = true;
        changed(by, now);
    }

    private void changed(@Nullable String by, Instant now) {
        changedBy = by;
        changedAt = now;
    }

    /** The notice as it is now, with what it tells of the one above it. */
    Information information() {
        return new Information(
                id,
                version,
                linkId,
                stateId,
                title,
                text,
                validFrom,
                details,
                deleted,
                createdAt,
                createdBy,
                changedAt,
                changedBy,
                parent == null ? null : new Information.Parent(parent.id, parent.title, parent.deleted));
    }

    /** What events tell of the notice as it is now. */
    PublicInformation told() {
        return new PublicInformation(id, version, linkId, linkVersion, parentId, title, text, validFrom);
    }
}
