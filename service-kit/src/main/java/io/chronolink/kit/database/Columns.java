package io.chronolink.kit.database;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.NamedArgumentFinder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Rows as arrays, one for each column, for a set-wise statement that takes them apart with {@code unnest}:
 *
 * <pre>{@code
 * .bindNamedArgumentFinder(Columns.of(rows).text("tenants", Row::tenant).uuid("ids", Row::id))
 * }</pre>
 *
 * All arrays have the rows' order and number; a value may be null.
 */
public final class Columns<R> implements NamedArgumentFinder {

    private final List<R> rows;
    private final Map<String, Object[]> arrays = new HashMap<>();

    private Columns(Collection<R> rows) {
        this.rows = List.copyOf(rows);
    }

    /** The rows, none of which is null, in the order of the collection. */
    public static <R> Columns<R> of(Collection<R> rows) {
        return new Columns<>(rows);
    }

    /** A column of type {@code text}. */
    public Columns<R> text(String name, Function<? super R, @Nullable String> value) {
        return add(name, value, new String[rows.size()]);
    }

    /** A column of type {@code uuid}. */
    public Columns<R> uuid(String name, Function<? super R, @Nullable UUID> value) {
        return add(name, value, new UUID[rows.size()]);
    }

    /** A column of type {@code bigint}. */
    public Columns<R> bigint(String name, Function<? super R, @Nullable Long> value) {
        return add(name, value, new Long[rows.size()]);
    }

    /** A column of type {@code integer}. */
    public Columns<R> integer(String name, Function<? super R, @Nullable Integer> value) {
        return add(name, value, new Integer[rows.size()]);
    }

    /** A column of type {@code boolean}. */
    public Columns<R> bool(String name, Function<? super R, @Nullable Boolean> value) {
        return add(name, value, new Boolean[rows.size()]);
    }

    /** A column of type {@code timestamptz}. */
    public Columns<R> instant(String name, Function<? super R, @Nullable Instant> value) {
        return add(name, value, new Instant[rows.size()]);
    }

    private <T> Columns<R> add(String name, Function<? super R, ? extends @Nullable T> value, @Nullable T[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = value.apply(rows.get(i));
        }
        arrays.put(name, array);
        return this;
    }

    @Override
    public Optional<Argument> find(String name, StatementContext context) {
        Object[] array = arrays.get(name);
        return array == null ? Optional.empty() : context.findArgumentFor(array.getClass(), array);
    }

    @Override
    public Collection<String> getNames() {
        return arrays.keySet();
    }
}
