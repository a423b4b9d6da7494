package io.chronolink.recording.domain;

import com.github.f4b6a3.uuid.UuidCreator;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleDeleted;
import io.chronolink.events.RecordingScheduleEvent.RecordingScheduleSaved;
import io.chronolink.events.Timing;
import io.chronolink.kit.database.RecordKey;
import io.chronolink.links.LinkKey;
import io.chronolink.links.LinkState;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of the table of recording schedules. */
@Entity
@Table(name = "recording_schedule")
@IdClass(RecordKey.class)
class ScheduleEntity {

    @Id
    String tenant;

    @Id
    UUID id;

    long number;
    String name;
    UUID roomId;
    long author;

    @Nullable
    UUID linkId;

    long linkVersion;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    @Nullable
    Map<String, String> template;

    List<Long> shareUsers;
    List<Long> shareUserGroups;
    Instant createdAt;

    @Convert(converter = TimingColumn.class)
    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    Timing timing;

    @Nullable
    LocalDate skipThrough;

    @Nullable
    Instant overAt;

    /** Nobody is told how far a schedule is planned, so that it has no other version for that. */
    @OptimisticLock(excluded = true)
    @Nullable
    Instant plannedUntil;

    @Version
    long version = 1;

    @Nullable
    Instant deletedAt;

    ScheduleEntity() {}

    ScheduleEntity(
            String tenant, long number, String name, Room room, long author, Share share, Timing timing, Instant now) {
        this.tenant = tenant;
        this.id = UuidCreator.getTimeOrderedEpoch();
        this.number = number;
        this.name = name;
        this.roomId = room.id();
        this.author = author;
        this.shareUsers = share.users();
        this.shareUserGroups = share.userGroups();
        this.createdAt = now;
        this.timing = timing;
        this.overAt = timing.lastEnd();
    }

    /** Binds it to a link as far as that is known, or to none. */
    void bind(@Nullable LinkState link) {
        linkId = link == null ? null : link.linkId();
        linkVersion = link == null ? 0 : link.version();
    }

    void shareWith(Share share) {
        shareUsers = share.users();
        shareUserGroups = share.userGroups();
    }

    /** @param skipThrough instances up to this day were deleted one by one; null for none */
    void recordAt(Timing timing, @Nullable LocalDate skipThrough) {
        this.timing = timing;
        this.skipThrough = skipThrough;
        this.overAt = timing.lastEnd();
    }

    Series series() {
        return Series.of(timing, skipThrough);
    }

    @Nullable
    LinkKey link() {
        return linkId == null ? null : new LinkKey(tenant, linkId);
    }

    /** @param link the state of the schedule's link; null if it has none */
    Plan plan(Room room, @Nullable LinkState link) {
        return Plan.of(id, tenant, room.id(), room.exclusive(), series(), link);
    }

    RecordingScheduleSaved saved(Room room) {
        return new RecordingScheduleSaved(id, version, linkId, number, name, room.id(), room.number(), timing);
    }

    RecordingScheduleDeleted deleted() {
        return new RecordingScheduleDeleted(id, version, linkId, number, name);
    }
}
