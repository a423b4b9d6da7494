package io.chronolink.schedule.domain;

import io.chronolink.kit.database.RecordKey;
import io.chronolink.links.LinkState;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table of schedules, with its periods by name. */
@Entity
@Table(name = "schedule")
@IdClass(RecordKey.class)
class ScheduleEntity {

    @Id
    String tenant;

    @Id
    UUID id;

    String level;

    @Enumerated(EnumType.STRING)
    Family.Kind kind;

    @Nullable
    String groupId;

    @Nullable
    String userId;

    String name;

    @Nullable
    UUID linkId;

    long linkVersion;

    @Version
    long version = 1;

    Instant changedAt;

    @ElementCollection
    @CollectionTable(
            name = "period",
            joinColumns = {
                @JoinColumn(name = "tenant", referencedColumnName = "tenant"),
                @JoinColumn(name = "schedule_id", referencedColumnName = "id")
            })
    @MapKeyColumn(name = "name")
    Map<String, PeriodRow> periods = new HashMap<>();

    ScheduleEntity() {}

    ScheduleEntity(Family family, UUID id, String name, @Nullable LinkState link, List<Period> periods, Instant now) {
        this.tenant = family.tenant();
        this.id = id;
        this.level = family.level();
        this.kind = family.kind();
        this.groupId = family.groupId();
        this.userId = family.userId();
        this.name = name;
        bind(link);
        this.changedAt = now;
        this.periods.putAll(PeriodRow.of(periods));
    }

    /** Binds it to a link as far as that is known, or to none. */
    void bind(@Nullable LinkState link) {
        linkId = link == null ? null : link.linkId();
        linkVersion = link == null ? 0 : link.version();
    }

    /** Touches only those periods that differ. */
    void change(String name, List<Period> periods, Instant now) {
        this.name = name;
        this.changedAt = now;
        Map<String, PeriodRow> wanted = PeriodRow.of(periods);
        this.periods.keySet().retainAll(wanted.keySet());
        wanted.forEach((period, row) -> {
            if (!row.equals(this.periods.get(period))) {
                this.periods.put(period, row);
            }
        });
    }

    /** The schedule as it is now, periods that were made by hand first. */
    Schedule schedule() {
        return new Schedule(
                id,
                new Family(tenant, kind, groupId, userId),
                name,
                linkId,
                version,
                changedAt,
                periods.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(
                                Comparator.comparing(PeriodRow::derived).thenComparing(PeriodRow::place)))
                        .map(period -> period.getValue().named(period.getKey()))
                        .toList());
    }
}
