package io.chronolink.recording.domain;

import jakarta.inject.Singleton;
import java.util.Locale;
import org.jdbi.v3.core.Jdbi;

/** The sequential numbers that the API uses as ids, counted for each tenant. */
@Singleton
class Numbers {

    enum Kind {
        ROOM,
        SCHEDULE,
        RECORDING,
        USER
    }

    private final Jdbi jdbi;

    Numbers(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The next number; the counter is locked until the transaction ends, so that none is left out. */
    long next(String tenant, Kind kind) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                                insert into tenant_counter as c (tenant, kind, last) values (:tenant, :kind, 1)
                                on conflict (tenant, kind) do update set last = c.last + 1
                                returning last
                                """)
                .bind("tenant", tenant)
                .bind("kind", kind.name().toLowerCase(Locale.ROOT))
                .mapTo(Long.class)
                .one());
    }
}
