package io.chronolink.period.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.EntityType;
import io.chronolink.kit.events.Cause;
import io.chronolink.period.domain.EntityFact.Closed;
import io.chronolink.period.domain.EntityFact.Deleted;
import io.chronolink.period.domain.EntityFact.Stated;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a batch says about each entity, in whatever order its events come. */
class EntityNewsTest {

    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");

    private final Stated first = stated("t", "n", 1);
    private final Closed closed = new Closed(cause("t", 2), "n", EntityType.INFORMATION, "v2", 2, AT);
    private final Stated third = stated("t", "n", 3);
    private final Deleted deleted = new Deleted(cause("t", 4), "n", EntityType.INFORMATION, "v4", 4, AT);

    @Test
    void ofEachKindTheNewestFactCountsAndTheNewestOfAllIsTheCause() {
        EntityNews news = one(List.of(third, deleted, first, closed));

        assertThat(news.stated).isSameAs(third);
        assertThat(news.closed).isSameAs(closed);
        assertThat(news.deleted).isSameAs(deleted);
        assertThat(news.opened).isNull();
        assertThat(news.cause()).isEqualTo(cause("t", 4));
    }

    @Test
    void aFullStatementKnowsTheNameBest() {
        assertThat(one(List.of(first, deleted)).told().name()).isEqualTo("v1");
        assertThat(one(List.of(closed, deleted)).told().name()).isEqualTo("v4");
    }

    @Test
    void entitiesOfTwoTenantsAreTwoInTheOrderOfTheirKeys() {
        Map<EntityKey, EntityNews> news =
                EntityNews.of(List.of(stated("u", "a", 1), stated("t", "b", 1), stated("t", "a", 1)));

        assertThat(news.keySet())
                .containsExactly(new EntityKey("t", "a"), new EntityKey("t", "b"), new EntityKey("u", "a"));
    }

    private static EntityNews one(List<EntityFact> facts) {
        return EntityNews.of(facts).values().iterator().next();
    }

    private static Stated stated(String tenant, String id, long version) {
        return new Stated(
                cause(tenant, version),
                id,
                EntityType.INFORMATION,
                "v" + version,
                version,
                null,
                List.of(),
                null,
                null,
                false);
    }

    private static Cause cause(String tenant, long operation) {
        return new Cause(tenant, new UUID(0, operation), null);
    }
}
