package io.chronolink.kit;

import io.chronolink.kit.database.RecordKey;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entity as the services have them: tenant and id are the key, the database holds it to its tenant. */
@Entity
@IdClass(RecordKey.class)
class Thing {

    @Embeddable
    record Part(int place) {}

    @Id
    String tenant;

    @Id
    UUID id;

    String name;

    @Version
    long version = 1;

    int times = 1;

    @Nullable
    Instant seenAt;

    @ElementCollection
    @CollectionTable(
            name = "thing_part",
            joinColumns = {
                @JoinColumn(name = "tenant", referencedColumnName = "tenant"),
                @JoinColumn(name = "thing_id", referencedColumnName = "id")
            })
    @MapKeyColumn(name = "name")
    @Column(nullable = false)
    Map<String, Part> parts = new HashMap<>();

    Thing() {}

    Thing(String tenant, UUID id, String name) {
        this.tenant = tenant;
        this.id = id;
        this.name = name;
    }
}
