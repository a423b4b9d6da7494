package io.chronolink.kit;

import io.chronolink.events.RoomEvent;
import io.chronolink.events.RoomEvent.RoomSaved;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.Received;
import io.chronolink.kit.events.TopicConsumer;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** Applies rooms of others as things; one with the name "slow" takes its time. */
@Singleton
class RoomConsumer implements TopicConsumer<RoomEvent> {

    private final Jdbi jdbi;

    RoomConsumer(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public Topic topic() {
        return Topics.ROOM;
    }

    @Override
    public void apply(Batch<RoomEvent> batch) {
        for (Received<RoomEvent> received : batch.events()) {
            if (received.event() instanceof RoomSaved room) {
                if (room.name().equals("slow")) {
                    jdbi.useHandle(handle -> handle.execute("select pg_sleep(3)"));
                }
                jdbi.useHandle(handle -> handle.createUpdate("""
                                insert into thing as t (tenant, id, name, version)
                                values (:tenant, :id, :name, :version)
                                on conflict (tenant, id) do update
                                set name = excluded.name, version = excluded.version, times = t.times + 1
                                """)
                        .bind("tenant", received.tenant())
                        .bind("id", room.id())
                        .bind("name", room.name())
                        .bind("version", room.version())
                        .execute());
                batch.changed(received.cause(), 1);
            }
        }
    }
}
