package io.chronolink.profile.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.TimeProfileEvent.TimeProfileDeleted;
import io.chronolink.events.TimeProfileEvent.TimeProfileSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.kit.events.EventJson;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of time profiles, with the identifiers that it is attached to. A deleted one stays, so that it goes on
 * with a higher version when its link comes back.
 */
@Entity
@Table(name = "time_profile")
@IdClass(RecordKey.class)
class TimeProfileEntity {

    /** Numbers are the same however they are spelt (1, 1.0), as in jsonb. */
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    @Id
    String tenant;

    @Id
    UUID id;

    long uid;

    @Nullable
    UUID linkId;

    String name;

    /** As the client sent it, member by member. */
    @Column(columnDefinition = "json")
    @ColumnTransformer(write = "cast(? as json)")
    String timeOptions;

    /** As the client sent it, member by member. */
    @Column(columnDefinition = "json")
    @ColumnTransformer(write = "cast(? as json)")
    String repeatOptions;

    long dateFrom;
    long dateTo;

    @JdbcTypeCode(SqlTypes.JSON)
    String timing;

    @Version
    long version = 1;

    long born = 1;

    Instant changedAt;
    boolean deleted;

    @ElementCollection
    @CollectionTable(
            name = "identifier_profile",
            joinColumns = {
                @JoinColumn(name = "tenant", referencedColumnName = "tenant"),
                @JoinColumn(name = "profile_id", referencedColumnName = "id")
            })
    @Column(name = "identifier_uid")
    Set<Long> identifiers = new HashSet<>();

    TimeProfileEntity() {}

    TimeProfileEntity(String tenant, long uid, @Nullable UUID linkId, ProfileItem item, Timing timing, Instant now) {
        this.tenant = tenant;
        this.id = UuidCreator.getTimeOrderedEpoch();
        this.uid = uid;
        this.linkId = linkId;
        set(item, timing, now);
    }

    /**
     * Takes over what a client sent, which also brings a deleted profile back.
     *
     * @return whether that is news; the order of the members is none
     */
    boolean change(ProfileItem item, Timing timing, Instant now) {
        if (!deleted
                && name.equals(item.name())
                && timing.equals(timing())
                && isSame(timeOptions, item.timeOptions())
                && isSame(repeatOptions, item.repeatOptions())) {
            return false;
        }
        if (deleted) {
            born = version + 1;
        }
        set(item, timing, now);
        return true;
    }

    /** Detaches it from all identifiers, too. */
    void delete(Instant now) {
        this.deleted = true;
        this.changedAt = now;
        // Not cleared, which would read them first.
        this.identifiers = new HashSet<>();
    }

    private void set(ProfileItem item, Timing timing, Instant now) {
        this.name = item.name();
        this.timeOptions = EventJson.write(item.timeOptions());
        this.repeatOptions = EventJson.write(item.repeatOptions());
        this.dateFrom = item.dateFrom();
        this.dateTo = item.dateTo();
        this.timing = EventJson.write(timing);
        this.changedAt = now;
        this.deleted = false;
    }

    Profile profile() {
        return new Profile(id, uid, linkId, name, timeOptions, repeatOptions, timing(), version, born, changedAt);
    }

    TimeProfileSaved saved() {
        return new TimeProfileSaved(
                id, version, linkId, born, uid, name, timing(), members(timeOptions), members(repeatOptions));
    }

    TimeProfileDeleted gone() {
        return new TimeProfileDeleted(id, version, linkId, uid, name);
    }

    private Timing timing() {
        return EventJson.read(timing, Timing.class);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(String json) {
        return EventJson.read(json, Map.class);
    }

    private static boolean isSame(String stored, Map<String, Object> sent) {
        return EventJson.read(stored, JsonNode.class)
                .equals(BY_VALUE, EventJson.read(EventJson.write(sent), JsonNode.class));
    }
}
