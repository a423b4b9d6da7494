package io.chronolink.information;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.*;
import java.util.stream.*;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "information"))
class ScratchTest {
    @Test
    void measure() throws Exception {
        InformationApi api = InformationApi.ofNewTenant();
        List<UUID> ids =
                IntStream.range(0, 10_000).mapToObj(i -> UUID.randomUUID()).toList();
        TestData.insert(api.tenant(), ids, 1);
        for (int i = 0; i < 9; i++) {
            try (var c = TestData.connect()) {
                c.setAutoCommit(false);
                long t = System.nanoTime();
                try (var s = c.prepareStatement(
                        "update information set state_id = ?, version = version + 1 where tenant = ? and id = any (?)")) {
                    s.setInt(1, 3 + i % 2);
                    s.setString(2, api.tenant());
                    s.setArray(3, c.createArrayOf("uuid", ids.toArray()));
                    s.execute();
                }
                long u = System.nanoTime();
                try (var s = c.prepareStatement(
                        "insert into outbox (event_id, topic, record_id, type, tenant, operation_id, record_version, occurred_at, payload) select gen_random_uuid(), 'x', id, 't', tenant, id, version, now(), json_build_object('id', id, 'title', title, 'text', text, 'version', version) from information where tenant = ? and id = any (?)")) {
                    s.setString(1, api.tenant());
                    s.setArray(2, c.createArrayOf("uuid", ids.toArray()));
                    s.execute();
                }
                long v = System.nanoTime();
                c.rollback();
                long w = System.nanoTime();
                api.change(i % 2 == 0 ? 3 : 1, ids);
                long x = System.nanoTime();
                System.out.printf(
                        "MEASURE bare update %d ms, outbox %d ms, http %d ms%n",
                        (u - t) / 1000000, (v - u) / 1000000, (x - w) / 1000000);
                if (i == 7)
                    try (var p = c.prepareStatement("select pg_sleep(3)")) {
                        p.execute();
                    }
            }
        }
        try (var c = TestData.connect();
                var s = c.createStatement();
                var r = s.executeQuery("select setting from pg_settings where name='synchronous_commit'")) {
            r.next();
            System.out.println("MEASURE " + r.getString(1));
        }
    }
}
