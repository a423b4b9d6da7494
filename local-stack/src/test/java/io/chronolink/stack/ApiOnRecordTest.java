package io.chronolink.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served is held against what is on record. */
class ApiOnRecordTest {

    private static final String SERVED = "openapi: 3.1.0\npaths:\n  /rooms: {}\n";

    @TempDir
    Path directory;

    @Test
    void theFirstLineThatDiffersIsNamedWithTheWayToRenewIt() throws IOException {
        Path record = directory.resolve("period.yaml");
        Files.writeString(record, SERVED.replace("rooms", "halls"));

        String message = refusal(record);

        for (String part : List.of("from line 3 on", "/halls: {}", "/rooms: {}", "-Dopenapi.renew=true")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void whatIsNotOnRecordIsRenewedAndThenTheSame() throws IOException {
        Path record = directory.resolve("openapi").resolve("period.yaml");

        assertTrue(refusal(record).contains("from line 1 on"));
        ApiOnRecord.compare("period", SERVED, record, true);
        ApiOnRecord.compare("period", SERVED, record, false);

        assertEquals(SERVED, Files.readString(record));
    }

    private static String refusal(Path record) {
        return String.valueOf(
                assertThrows(AssertionError.class, () -> ApiOnRecord.compare("period", SERVED, record, false))
                        .getMessage());
    }
}
