package io.chronolink.kit.database;

import java.util.Objects;
import java.util.UUID;

/**
 * The key of a record of a tenant: the id class of entities with the attributes {@code tenant} and {@code id}. Not a record of
 * Java, since Hibernate 7.2 reads the collections of an entity whose id class is one as empty.
 */
public final class RecordKey {

    private String tenant;
    private UUID id;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    RecordKey() {}

    /** The record of that tenant with that id. */
    public RecordKey(String tenant, UUID id) {
        this.tenant = tenant;
        this.id = id;
    }

    /** Whose it is. */
    public String tenant() {
        return tenant;
    }

    /** Which it is. */
    public UUID id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key && tenant.equals(key.tenant) && id.equals(key.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tenant, id);
    }
}
