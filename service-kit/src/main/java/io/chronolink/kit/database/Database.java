package io.chronolink.kit.database;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.OptimisticLockException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;
import org.jdbi.v3.jackson2.Jackson2Config;
import org.jdbi.v3.jackson2.Jackson2Plugin;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Jdbi over the service's pool, for what is set-wise. Transactions are JTA's, so that Jdbi never begins or ends one, and
 * statements share the connection of the entities of the same transaction.
 */
@Dependent
public class Database {

    /**
     * Statements run on the connection of the current transaction, or by themselves where there is none. Records are mapped
     * by the names of their components, JSON columns by the mapper of the APIs.
     */
    @Produces
    @Singleton
    Jdbi jdbi(
            AgroalDataSource dataSource,
            ObjectMapper json,
            EntityManager entities,
            TransactionSynchronizationRegistry transaction) {
        Jdbi jdbi = Jdbi.create(dataSource)
                .setTransactionHandler(new CMTTransactionHandler())
                .installPlugin(new PostgresPlugin())
                .installPlugin(new Jackson2Plugin());
        jdbi.getConfig(Jackson2Config.class).setMapper(json);
        jdbi.getConfig(SqlStatements.class).addCustomizer(new FlushFirst(entities, transaction));
        // A message with the bound values would carry customers' data into logs.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        // Jdbi's own way for an instant leads over the Julian calendar, which is days away before 1582.
        jdbi.registerArgument(new InstantArgumentFactory());
        jdbi.registerColumnMapper(Instant.class, (row, column, context) -> {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        });
        jdbi.registerRowMapper(new RecordMapperFactory());
        jdbi.registerArrayType(UUID.class, "uuid");
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Long.class, "int8");
        jdbi.registerArrayType(Integer.class, "int4");
        jdbi.registerArrayType(Boolean.class, "bool");
        // The driver takes no java.time arrays; PostgreSQL reads their texts.
        jdbi.registerArrayType(Instant.class, "timestamptz", Database::text);
        jdbi.registerArrayType(LocalDateTime.class, "timestamp", Database::text);
        jdbi.registerArrayType(LocalDate.class, "date", Database::text);
        return jdbi;
    }

    private static final class InstantArgumentFactory extends AbstractArgumentFactory<Instant> {

        InstantArgumentFactory() {
            super(Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value.atOffset(ZoneOffset.UTC));
        }
    }

    /** Maps rows to records, which may be package-private. */
    private static final class RecordMapperFactory implements RowMapperFactory {

        @Override
        public Optional<RowMapper<?>> build(Type type, ConfigRegistry config) {
            return type instanceof Class<?> raw && raw.isRecord()
                    ? Optional.of(ConstructorMapper.of(constructor(raw)))
                    : Optional.empty();
        }

        private static Constructor<?> constructor(Class<?> type) {
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
                constructor.setAccessible(true);
                return constructor;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("Every record has a constructor of its components", e);
            }
        }
    }

    /** ISO 8601, but for the sign before a year after 9999, which PostgreSQL takes for a zone's. */
    private static @Nullable String text(@Nullable Object value) {
        String iso = Objects.toString(value, null);
        return iso != null && iso.startsWith("+") ? iso.substring(1) : iso;
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * Whether a failure comes from the database being away, hanging, overloaded or undecided between two transactions, so
     * that the same work may succeed when it is tried again.
     */
    public static boolean isTransient(Throwable failure) {
        boolean givenUp = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException || cause instanceof SQLRecoverableException) {
                return true;
            }
            if (cause instanceof SQLException sql) {
                return isTransientState(sql.getSQLState());
            }
            givenUp |= cause instanceof RollbackException;
        }
        return givenUp;
    }

    /**
     * Whether the work itself is at fault: the database refuses what it says, or the code that does it refuses it. All
     * else, whatever it is, is no fault of the work's, so that it is to be done again.
     */
    public static boolean isRefusal(Throwable failure) {
        boolean own = true;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return isRefusingState(sql.getSQLState());
            }
            own &= !(cause instanceof Error
                    || cause instanceof RollbackException
                    || cause instanceof SystemException
                    || cause instanceof QuarkusTransactionException);
        }
        return own;
    }

    /** Whether a transaction was ended for the sake of another one; done again as a whole, it may succeed at once. */
    public static boolean isUndecided(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException
                    || cause instanceof SQLException sql
                            && sql.getSQLState() != null
                            && sql.getSQLState().startsWith("40")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a statement or a flush was refused by the constraint of that name. */
    public static boolean isRefusedBy(Throwable failure, String constraint) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException refused) {
                ServerErrorMessage message = refused.getServerErrorMessage();
                return message != null && constraint.equals(message.getConstraint());
            }
        }
        return false;
    }

    /**
     * 08 connection, 25P transaction that was ended for its length, 40 rollback (deadlock, serialisation), 53 resources, 55P03
     * lock, 57 operator (shutdown, cancellation). Without a state it is the pool who speaks: nothing was free in time.
     */
    private static boolean isTransientState(@Nullable String state) {
        return state == null
                || state.equals("55P03")
                || Stream.of("08", "25P", "40", "53", "57").anyMatch(state::startsWith);
    }

    /** 22 data, 23 constraint, 54 larger than the database takes, P0001 refused by a function of the schema. */
    private static boolean isRefusingState(@Nullable String state) {
        return state != null
                && (state.equals("P0001") || Stream.of("22", "23", "54").anyMatch(state::startsWith));
    }
}
