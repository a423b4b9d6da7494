package io.chronolink.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ChronolinkTestResourceTest {

    @Test
    void aServiceGetsADatabaseABrokerAndAKey() throws Exception {
        var config = resource("first").start();

        try (var connection = DriverManager.getConnection(
                        config.get("quarkus.datasource.jdbc.url"),
                        config.get("quarkus.datasource.username"),
                        config.get("quarkus.datasource.password"));
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT current_database(), user")) {
            assertTrue(found.next());
            assertEquals("first", found.getString(1));
            assertEquals("first", found.getString(2));
        }
        assertEquals(TestStack.bootstrapServers(), config.get("kafka.bootstrap.servers"));
        assertTrue(Files.exists(
                Path.of(config.get("mp.jwt.verify.publickey.location").substring("file:".length()))));
    }

    @Test
    void aSecondClassLoaderFindsWhatTheFirstStarted() throws Exception {
        var config = resource("shared").start();
        var places =
                new URL[] {TestStack.class.getProtectionDomain().getCodeSource().getLocation()};
        // Loads the module's classes anew, as Quarkus does for its tests, and all else from the parent.
        try (var loader = new URLClassLoader(places, TestStack.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith("io.chronolink.stack.")) {
                    return super.loadClass(name, resolve);
                }
                var loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }) {
            var again = loader.loadClass(ChronolinkTestResource.class.getName());
            assertNotSame(ChronolinkTestResource.class, again);
            var resource = (io.quarkus.test.common.QuarkusTestResourceLifecycleManager)
                    again.getConstructor().newInstance();
            resource.init(Map.of("service", "shared"));

            assertEquals(config, resource.start());
        }
    }

    @Test
    void withoutTheServicesNameItSaysWhatIsMissing() {
        var resource = new ChronolinkTestResource();

        var refused = assertThrows(IllegalArgumentException.class, () -> resource.init(Map.of()));
        assertTrue(refused.getMessage().contains("\"service\""));
    }

    private static ChronolinkTestResource resource(String service) {
        var resource = new ChronolinkTestResource();
        resource.init(Map.of("service", service));
        return resource;
    }
}
