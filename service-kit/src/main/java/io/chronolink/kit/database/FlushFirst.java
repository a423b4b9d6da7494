package io.chronolink.kit.database;

import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.PreparedStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;

/**
 * What entities still hold back is written before a statement of ours looks at the tables, so that both see the same rows and
 * an event is appended after the lock on its record, whoever writes that.
 */
final class FlushFirst implements StatementCustomizer {

    private final EntityManager entities;
    private final TransactionSynchronizationRegistry transaction;

    FlushFirst(EntityManager entities, TransactionSynchronizationRegistry transaction) {
        this.entities = entities;
        this.transaction = transaction;
    }

    @Override
    public void beforeExecution(PreparedStatement statement, StatementContext context) {
        if (transaction.getTransactionStatus() == Status.STATUS_ACTIVE) {
            entities.flush();
        }
    }
}
