package io.chronolink.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.stack.ChronolinkTestResource;
import io.chronolink.stack.TestStack;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a service finds in dev mode when it is started by itself. */
class DevServicesTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String PARTITIONS = "quarkus.kafka.devservices.topic-partitions.";

    @Test
    void theTopicsAreThoseOfTheContracts() throws Exception {
        Properties told = new Properties();
        try (Reader file = Files.newBufferedReader(RESOURCES.resolve("META-INF/microprofile-config.properties"))) {
            told.load(file);
        }

        Map<String, Integer> topics = told.stringPropertyNames().stream()
                .filter(key -> key.startsWith(PARTITIONS))
                .collect(Collectors.toMap(
                        key -> key.substring(PARTITIONS.length()).replace("\"", ""),
                        key -> Integer.valueOf(told.getProperty(key))));

        assertThat(topics).isEqualTo(Topics.all().stream().collect(Collectors.toMap(Topic::name, Topic::partitions)));
    }

    /** The database as Dev Services make it: of the superuser "quarkus". */
    @Test
    void theRoleOwnsItsDatabaseAndRowLevelSecurityHoldsForIt() throws Exception {
        ChronolinkTestResource stack = new ChronolinkTestResource();
        stack.init(Map.of("service", "period"));
        stack.start();
        try (Connection superuser =
                DriverManager.getConnection(TestStack.databases().superuserJdbcUrl("postgres"))) {
            execute(superuser, "create role quarkus superuser login password 'quarkus'");
            execute(superuser, "create database quarkus owner quarkus");
        }
        try (Connection database = login()) {
            execute(database, Files.readString(RESOURCES.resolve("db/dev-services.sql")));
        }

        try (Connection login = login()) {
            execute(login, "create table mine (tenant text, path ltree, exclude using gist (tenant with =))");
            execute(login, "insert into mine values ('a'), ('b')");
            execute(login, "alter table mine enable row level security");
            execute(login, "alter table mine force row level security");
            execute(login, "create policy one on mine using (tenant = 'a')");

            assertThat(text(login, "select string_agg(tenant, ',') from mine")).isEqualTo("a");
        }
    }

    private static void execute(Connection database, String sql) throws Exception {
        database.createStatement().execute(sql);
    }

    private static String text(Connection database, String query) throws Exception {
        try (ResultSet found = database.createStatement().executeQuery(query)) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }

    private static Connection login() throws Exception {
        return DriverManager.getConnection(TestStack.databases().jdbcUrl("quarkus"), "quarkus", "quarkus");
    }
}
