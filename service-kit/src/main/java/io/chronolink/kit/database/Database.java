package io.chronolink.kit.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;
import org.jspecify.annotations.Nullable;

/** Jdbi over the service's pool. Transactions are JTA's, so that Jdbi never begins or ends one. */
@Dependent
public class Database {

    /** Statements run on the connection of the current transaction, or by themselves where there is none. */
    @Produces
    @Singleton
    Jdbi jdbi(AgroalDataSource dataSource) {
        Jdbi jdbi = Jdbi.create(dataSource).setTransactionHandler(new CMTTransactionHandler());
        // A message with the bound values would carry customers' data into logs.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        jdbi.registerArrayType(UUID.class, "uuid");
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Long.class, "int8");
        jdbi.registerArrayType(Integer.class, "int4");
        jdbi.registerArrayType(Boolean.class, "bool");
        // The driver takes no java.time arrays; PostgreSQL reads their ISO texts.
        jdbi.registerArrayType(Instant.class, "timestamptz", Database::text);
        jdbi.registerArrayType(LocalDateTime.class, "timestamp", Database::text);
        jdbi.registerArrayType(LocalDate.class, "date", Database::text);
        return jdbi;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * Whether a failure comes from the database being away, overloaded or undecided between two
     * transactions, so that the same work may succeed when it is tried again.
     */
    public static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException || cause instanceof SQLRecoverableException) {
                return true;
            }
            if (cause instanceof SQLException sql && isTransientState(sql.getSQLState())) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() == null && isPoolTimeout(sql)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a transaction was ended for the sake of another one; done again as a whole, it may succeed at once. */
    public static boolean isUndecided(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("40")) {
                return true;
            }
        }
        return false;
    }

    /** 08 connection, 53 resources, 57 operator (shutdown), 40 rollback (deadlock, serialisation), 55P03 lock. */
    private static boolean isTransientState(@Nullable String state) {
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57P")
                        || state.startsWith("40")
                        || state.equals("55P03"));
    }

    /** The pool reports that it found no connection in time without a state or a type of its own. */
    private static boolean isPoolTimeout(SQLException failure) {
        return failure.getMessage() != null && failure.getMessage().contains("acquisition");
    }
}
