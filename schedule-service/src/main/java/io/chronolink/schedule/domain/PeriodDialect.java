package io.chronolink.schedule.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronolink.kit.web.Failure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the two ways in which the API says periods; both are about the same objects. */
public sealed interface PeriodDialect permits SimpleDialect, AdvancedDialect {

    /** Periods with a {@code type} (docs/dialects/schedule.md#simple-periods). */
    PeriodDialect SIMPLE = new SimpleDialect();

    /** Periods with dates and a {@code recurrence} (docs/dialects/schedule.md#advanced-periods). */
    PeriodDialect ADVANCED = new AdvancedDialect();

    /**
     * All members of a period.
     *
     * @throws Failure with code 62 if this dialect has no words for it
     */
    Map<String, Object> members(Period period);

    /**
     * The event that an item of a body makes of the one before.
     *
     * @param before null for a period that is created
     * @throws Failure naming what is missing or wrong
     */
    Event merge(JsonNode item, @Nullable Event before);
}
