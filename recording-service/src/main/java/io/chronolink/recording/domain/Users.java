package io.chronolink.recording.domain;

import io.chronolink.recording.domain.Numbers.Kind;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The users that the service has met, by the number that the API calls them. */
@Singleton
class Users {

    private final Jdbi jdbi;
    private final Numbers numbers;

    Users(Jdbi jdbi, Numbers numbers) {
        this.jdbi = jdbi;
        this.numbers = numbers;
    }

    /** The user's number; somebody who was never here gets the next one. */
    long numberOf(String tenant, String name) {
        return find(tenant, name).orElseGet(() -> {
            long number = numbers.next(tenant, Kind.USER);
            // Whoever held the counter before may have been the same user's other request.
            return find(tenant, name).orElseGet(() -> {
                jdbi.useHandle(handle -> handle.createUpdate(
                                "insert into recording_user (tenant, number, name) values (:tenant, :number, :name)")
                        .bind("tenant", tenant)
                        .bind("number", number)
                        .bind("name", name)
                        .execute());
                return number;
            });
        });
    }

    private Optional<Long> find(String tenant, String name) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select number from recording_user where tenant = :tenant and name = :name")
                .bind("tenant", tenant)
                .bind("name", name)
                .mapTo(Long.class)
                .findOne());
    }
}
