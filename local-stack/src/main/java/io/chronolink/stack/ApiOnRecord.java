package io.chronolink.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The OpenAPI document of a service as it is on record, so that a change of an API is seen where it is reviewed. */
public final class ApiOnRecord {

    /** Tells to put what is served in the place of what is on record. */
    static final String RENEW = "openapi.renew";

    private ApiOnRecord() {}

    /**
     * Compares what a service serves with {@code docs/openapi/<service>.yaml}, or renews that with
     * {@code -Dopenapi.renew=true}.
     *
     * @param service such as {@code period}
     * @param served YAML
     * @throws AssertionError with the first line that differs
     */
    public static void compare(String service, String served) {
        compare(service, served, Path.of("..", "docs", "openapi", service + ".yaml"), Boolean.getBoolean(RENEW));
    }

    static void compare(String service, String served, Path record, boolean renew) {
        try {
            if (renew) {
                Files.createDirectories(record.getParent());
                Files.writeString(record, served);
                return;
            }
            List<String> expected = Files.exists(record) ? Files.readAllLines(record) : List.of();
            List<String> actual = served.lines().toList();
            if (!actual.equals(expected)) {
                throw new AssertionError(difference(service, expected, actual));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String difference(String service, List<String> expected, List<String> actual) {
        int line = 0;
        while (line < expected.size()
                && line < actual.size()
                && expected.get(line).equals(actual.get(line))) {
            line++;
        }
        return "The API is another one than docs/openapi/" + service + ".yaml says, from line " + (line + 1)
                + " on:\n  "
                + at(expected, line) + "\nis now\n  " + at(actual, line)
                + "\nIf that is meant: mvn verify -pl " + service
                + "-service -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false -D" + RENEW + "=true";
    }

    private static String at(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line) : "(the end)";
    }
}
