package io.chronolink.demo;

import io.chronolink.demo.Timetable.NotATimetable;
import io.chronolink.events.Service;
import io.chronolink.stack.Demo;
import io.chronolink.stack.Stack;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** The demo as the launcher plays it. */
public final class LauncherDemo implements Demo {

    private static final String TENANT = "demo";

    @Override
    public boolean play(Stack stack, Optional<Path> file, PrintStream out) {
        Clock clock = Clock.systemUTC();
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        try {
            Timetable timetable = file.isPresent() ? Timetable.read(file.get(), today) : Timetable.own(today);
            String tenant = unusedTenant(stack);
            try (Api api = api(stack, tenant)) {
                return TimetableDemo.play(api, tenant, timetable, clock, out);
            }
        } catch (NotATimetable e) {
            out.println(e.getMessage());
            return false;
        }
    }

    /** Each time on the same data the demo plays for a tenant of its own, so that its counts can be exact. */
    private static String unusedTenant(Stack stack) {
        for (int number = 1; ; number++) {
            String tenant = number == 1 ? TENANT : TENANT + "-" + number;
            try (Api api = api(stack, tenant)) {
                long profiles = api.call(Service.PROFILE, "GET", "/api/v1/access/timeprofile/items?limit=10", null)
                        .body()
                        .at("/list_option/pagination/total_items")
                        .asLong();
                if (profiles == 0) {
                    return tenant;
                }
            }
        }
    }

    private static Api api(Stack stack, String tenant) {
        return new Api(
                stack::url,
                stack.tokens()
                        .user("demo")
                        .tenant(tenant)
                        .roles("tenant-admin", "link-manager", "operator")
                        .sign());
    }
}
