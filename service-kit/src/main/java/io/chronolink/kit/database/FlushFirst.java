package io.chronolink.kit.database;

import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;

/**
 * What entities still hold back is written before a statement of ours looks at the tables, so that both see the same rows and
 * an event is appended after the lock on its record, whoever writes that. A statement of a transaction that was given up
 * meanwhile is refused.
 */
final class FlushFirst implements StatementCustomizer {

    private final EntityManager entities;
    private final TransactionSynchronizationRegistry transaction;

    FlushFirst(EntityManager entities, TransactionSynchronizationRegistry transaction) {
        this.entities = entities;
        this.transaction = transaction;
    }

    @Override
    public void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
        switch (transaction.getTransactionStatus()) {
            case Status.STATUS_ACTIVE -> entities.flush();
            // The pool would give a connection of its own, on which the statement would be kept whatever comes after
            // it.
            case Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK ->
                throw new SQLTransientException("The transaction was given up, since it took too long");
            default -> {
                // Without a transaction, or one that is about to end.
            }
        }
    }
}
