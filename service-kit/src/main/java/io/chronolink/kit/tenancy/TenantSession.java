package io.chronolink.kit.tenancy;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Tells the database session for whom it acts, each time a connection leaves the pool, so that
 * row-level security holds for every statement, also for one that forgot its tenant.
 */
@Singleton
class TenantSession implements AgroalPoolInterceptor {

    private static final String SEPARATOR = "\u001f";

    private final Tenancy tenancy;

    TenantSession(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    @Override
    public void onConnectionAcquire(Connection connection) {
        try (PreparedStatement set = connection.prepareStatement("select set_config('app.tenants', ?, false)")) {
            set.setString(1, String.join(SEPARATOR, tenancy.acting()));
            set.execute();
        } catch (SQLException e) {
            throw new SessionNotSet(e);
        }
    }

    /** The session could not be told its tenants; the statement that wanted it must not run. */
    static final class SessionNotSet extends RuntimeException {
        private static final long serialVersionUID = 1;

        SessionNotSet(SQLException cause) {
            super("The database session could not be told for whom it acts", cause);
        }
    }
}
