package io.chronolink.period.domain;

import io.chronolink.kit.events.Cause;
import io.chronolink.period.domain.EntityFact.Closed;
import io.chronolink.period.domain.EntityFact.Deleted;
import io.chronolink.period.domain.EntityFact.Opened;
import io.chronolink.period.domain.EntityFact.Stated;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a batch says about one entity: the newest fact of each kind. */
final class EntityNews {

    private EntityFact newest;

    @Nullable
    Stated stated;

    @Nullable
    Opened opened;

    @Nullable
    Closed closed;

    @Nullable
    Deleted deleted;

    private EntityNews(EntityFact first) {
        this.newest = first;
    }

    /** By entity, in the order in which rows are written. */
    static Map<EntityKey, EntityNews> of(Collection<? extends EntityFact> facts) {
        Map<EntityKey, EntityNews> news =
                new TreeMap<>(Comparator.comparing(EntityKey::tenant).thenComparing(EntityKey::id));
        for (EntityFact fact : facts) {
            news.computeIfAbsent(EntityKey.of(fact), key -> new EntityNews(fact))
                    .add(fact);
        }
        return news;
    }

    /** The cause of what changes. */
    Cause cause() {
        return newest.cause();
    }

    String entityId() {
        return newest.entityId();
    }

    /** Who knows the name best: the newest full statement, or else whatever there is. */
    EntityFact told() {
        return stated == null ? newest : stated;
    }

    private void add(EntityFact fact) {
        newest = newer(newest, fact);
        if (fact instanceof Stated s) {
            stated = newer(stated, s);
        } else if (fact instanceof Opened o) {
            opened = newer(opened, o);
        } else if (fact instanceof Closed c) {
            closed = newer(closed, c);
        } else if (fact instanceof Deleted d) {
            deleted = newer(deleted, d);
        }
    }

    private static <F extends EntityFact> F newer(@Nullable F known, F other) {
        return known == null || other.version() > known.version() ? other : known;
    }
}
