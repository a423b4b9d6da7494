package io.chronolink.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeadersTest {

    @Test
    void headersHaveTheNamesOfCloudEventsInBinaryMode() throws IllegalAccessException {
        Map<String, Object> constants = new TreeMap<>();
        for (Field field : Headers.class.getFields()) {
            constants.put(field.getName(), field.get(null));
        }

        assertEquals(
                Map.ofEntries(
                        Map.entry("SPEC_VERSION", "ce_specversion"),
                        Map.entry("ID", "ce_id"),
                        Map.entry("SOURCE", "ce_source"),
                        Map.entry("TYPE", "ce_type"),
                        Map.entry("SUBJECT", "ce_subject"),
                        Map.entry("TIME", "ce_time"),
                        Map.entry("TENANT", "ce_tenant"),
                        Map.entry("LINK_ID", "ce_linkid"),
                        Map.entry("OPERATION_ID", "ce_operationid"),
                        Map.entry("RECORD_VERSION", "ce_recordversion"),
                        Map.entry("TRACE_PARENT", "traceparent"),
                        Map.entry("CONTENT_TYPE", "content-type")),
                constants);
    }
}
