package io.chronolink.stack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The databases of the stack's PostgreSQL: one per service, owned by an unprivileged role of the same name. */
public final class Databases {

    static final String SUPERUSER = "postgres";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final String host;
    private final int port;
    private final String superuserPassword;

    Databases(String host, int port, String superuserPassword) {
        this.host = host;
        this.port = port;
        this.superuserPassword = superuserPassword;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String superuserPassword() {
        return superuserPassword;
    }

    /** Where a database is, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + named(database);
    }

    /** The password of the login role that owns the database of the same name; the role's name is the database's. */
    public String password(String database) {
        // Derived, so that every JVM and class loader that knows the superuser's password finds the same one.
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(superuserPassword.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(named(database).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Complete JDBC URL of the superuser for a database, for tests and inspection; no service gets it. */
    public String superuserJdbcUrl(String database) {
        return jdbcUrl(database) + "?user=" + SUPERUSER + "&password=" + superuserPassword;
    }

    /** Makes the database, its role and its extensions where they are missing, and sets the role's password. */
    public void create(String database) {
        String name = named(database);
        run(SUPERUSER, """
                DO $$ BEGIN
                  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s; END IF;
                END $$;
                ALTER ROLE %1$s LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '%2$s';
                """.formatted(name, password(name)));
        if (!exists(name)) {
            run(SUPERUSER, "CREATE DATABASE " + name + " OWNER " + name);
        }
        run(name, """
                REVOKE ALL ON DATABASE %1$s FROM PUBLIC;
                CREATE EXTENSION IF NOT EXISTS btree_gist;
                CREATE EXTENSION IF NOT EXISTS ltree;
                """.formatted(name));
    }

    /** Whether the server takes the superuser in. */
    boolean answers() {
        try (var connection = connect(SUPERUSER)) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private boolean exists(String database) {
        try (var connection = connect(SUPERUSER);
                var statement = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
            statement.setString(1, database);
            return statement.executeQuery().next();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void run(String database, String sql) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        // Not by DriverManager, which asks who loaded the driver: in a Quarkus test that is another class loader.
        var connection = new org.postgresql.Driver().connect(superuserJdbcUrl(database), new Properties());
        if (connection == null) {
            throw new SQLException("not a PostgreSQL URL");
        }
        return connection;
    }

    private static StackException failed(SQLException e) {
        return new StackException("PostgreSQL refused to set up a database: " + e.getMessage(), e);
    }

    private static String named(String database) {
        if (!NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("not a name for a database: " + database);
        }
        return database;
    }
}
