package io.chronolink.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.database.Columns;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements can bind and map. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "period"))
class StatementsTest {

    private enum Colour {
        RED
    }

    private record Row(
            UUID someId,
            Colour colour,
            @Nullable Instant at,
            @Nullable Integer number,
            @Json JsonNode definition) {}

    private record Item(
            @Nullable String text,
            @Nullable UUID id,
            @Nullable Long big,
            @Nullable Integer small,
            @Nullable Boolean flag,
            @Nullable Instant at) {}

    @Inject
    Jdbi jdbi;

    /** From the fifth execution on the driver talks binary. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "1500-06-01T12:34:56.789Z",
                "1582-10-14T23:59:59Z",
                "1969-12-31T23:59:59.999999Z",
                "9999-12-31T23:59:59Z"
            })
    void anInstantStaysThatInstantHoweverOftenItIsAskedFor(String text) {
        Instant instant = Instant.parse(text);

        for (int i = 0; i < 8; i++) {
            Instant bound = query("select :at", instant, Instant.class);
            long seconds = query("select floor(extract(epoch from :at))::bigint", instant, Long.class);
            Instant ofArray = jdbi.withHandle(handle -> handle.createQuery("select unnest(:ats)")
                    .bindNamedArgumentFinder(Columns.of(List.of(instant)).instant("ats", at -> at))
                    .mapTo(Instant.class)
                    .one());

            assertThat(bound).isEqualTo(instant);
            assertThat(seconds).isEqualTo(instant.getEpochSecond());
            assertThat(ofArray).isEqualTo(instant);
        }
    }

    @Test
    void aRecordIsMadeOfTheColumnsOfItsComponents() {
        UUID id = UUID.randomUUID();

        Row row = jdbi.withHandle(handle ->
                handle.createQuery("""
                        select cast(:id as uuid) as some_id, 'RED' as colour, null::timestamptz as at,
                               null::integer as number, '{"a": [1]}'::jsonb as definition
                        """).bind("id", id).mapTo(Row.class).one());

        assertThat(row.someId()).isEqualTo(id);
        assertThat(row.colour()).isEqualTo(Colour.RED);
        assertThat(row.at()).isNull();
        assertThat(row.number()).isNull();
        assertThat(row.definition().at("/a/0").intValue()).isEqualTo(1);
    }

    @Test
    void columnsKeepOrderAndNulls() {
        List<Item> items = List.of(
                new Item("ä", UUID.randomUUID(), 1L, 2, true, Instant.EPOCH),
                new Item(null, null, null, null, null, null),
                new Item("", UUID.randomUUID(), Long.MAX_VALUE, -1, false, Instant.parse("2026-03-29T01:00:00Z")));

        List<Item> read = jdbi.withHandle(handle -> handle.createQuery("""
                        select text, id, big, small, flag, at
                        from unnest(:texts, :ids, :bigs, :smalls, :flags, :ats) with ordinality
                             as n (text, id, big, small, flag, at, place)
                        order by place
                        """)
                .bindNamedArgumentFinder(Columns.of(items)
                        .text("texts", Item::text)
                        .uuid("ids", Item::id)
                        .bigint("bigs", Item::big)
                        .integer("smalls", Item::small)
                        .bool("flags", Item::flag)
                        .instant("ats", Item::at))
                .mapTo(Item.class)
                .list());

        assertThat(read).isEqualTo(items);
    }

    @Test
    void noRowsAreEmptyArrays() {
        int rows = jdbi.withHandle(handle -> handle.createQuery("select count(*) from unnest(:ids) as n (id)")
                .bindNamedArgumentFinder(Columns.of(List.<Item>of()).uuid("ids", Item::id))
                .mapTo(Integer.class)
                .one());

        assertThat(rows).isZero();
    }

    private <T> T query(String sql, Instant at, Class<T> type) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).bind("at", at).mapTo(type).one());
    }
}
