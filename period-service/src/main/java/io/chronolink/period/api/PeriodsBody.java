package io.chronolink.period.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.chronolink.kit.web.Failure;
import io.chronolink.period.domain.OwnPeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Periods to set, in place of all that the entity has; without the list nothing changes. */
@JsonNaming(SnakeCaseStrategy.class)
record PeriodsBody(@Nullable List<@Nullable Wanted> periods) {

    /** A period to set; without an id it is a new one, without a date it has no bound there. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Wanted(
            @Nullable String periodId,
            @Nullable String startDate,
            @Nullable String endDate) {}

    private static final int MAX_PERIODS = 1_000;
    private static final String DERIVED = "derived:";

    /**
     * The periods to set, or null for no change.
     *
     * @throws Failure (invalid) that names the period that is wrong
     */
    @Nullable
    List<OwnPeriod> read() {
        return periods == null ? null : periods(periods);
    }

    private static List<OwnPeriod> periods(List<@Nullable Wanted> wanted) {
        if (wanted.size() > MAX_PERIODS) {
            throw Failure.invalid("periods", "An entity has at most " + MAX_PERIODS + " periods.");
        }
        List<OwnPeriod> periods = new ArrayList<>(wanted.size());
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            String field = "periods[" + i + "]";
            Wanted one = wanted.get(i);
            if (one == null) {
                throw Failure.invalid(field, "A period cannot be null.");
            }
            OwnPeriod period = period(field, one);
            if (period.id() != null && !ids.add(period.id())) {
                throw Failure.invalid(field + ".period_id", "The list has another period of this id.");
            }
            periods.add(period);
        }
        return periods;
    }

    private static OwnPeriod period(String field, Wanted wanted) {
        Instant start = PeriodDates.parseStart(field + ".start_date", wanted.startDate());
        Instant end = PeriodDates.parseEnd(field + ".end_date", wanted.endDate());
        if (start != null && end != null && start.isAfter(end)) {
            throw Failure.invalid(field + ".start_date", "A period cannot start after its end.");
        }
        String id = wanted.periodId();
        if (id == null || id.isEmpty() || id.startsWith(DERIVED)) {
            // Whoever sends back what the view showed wants the restriction, which is then the entity's own.
            return new OwnPeriod(null, start, end);
        }
        return new OwnPeriod(Parameters.text(field + ".period_id", id), start, end);
    }
}
