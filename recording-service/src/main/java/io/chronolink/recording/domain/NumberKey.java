package io.chronolink.recording.domain;

import java.util.Objects;

/**
 * The key of a row that the API calls by a number of its tenant: the id class of entities with the attributes {@code tenant}
 * and {@code number}. Not a record of Java, as {@link io.chronolink.kit.database.RecordKey} says.
 */
final class NumberKey {

    private String tenant;
    private long number;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    NumberKey() {}

    NumberKey(String tenant, long number) {
        this.tenant = tenant;
        this.number = number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberKey key && tenant.equals(key.tenant) && number == key.number;
    }

    @Override
    public int hashCode() {
        return Objects.hash(tenant, number);
    }
}
