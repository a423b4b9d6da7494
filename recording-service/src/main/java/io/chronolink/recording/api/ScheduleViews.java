package io.chronolink.recording.api;

import io.chronolink.recording.domain.Schedule;
import io.chronolink.recording.domain.Schedules;
import io.chronolink.recording.domain.Templates;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Schedules as answers show them, with the names of their metadata fields. */
@Singleton
class ScheduleViews {

    private final Schedules schedules;
    private final Templates templates;

    ScheduleViews(Schedules schedules, Templates templates) {
        this.schedules = schedules;
        this.templates = templates;
    }

    Data<ScheduleView> one(Schedule schedule) {
        return new Data<>(of(List.of(schedule)).get(0));
    }

    /** Those of one tenant. */
    List<ScheduleView> of(List<Schedule> some) {
        Instant now = schedules.now();
        Map<Long, String> fieldNames = some.stream()
                .filter(schedule -> schedule.template() != null)
                .findFirst()
                .map(schedule -> templates.fieldNames(schedule.tenant()))
                .orElse(Map.of());
        return some.stream()
                .map(schedule -> ScheduleView.of(schedule, now, fieldNames))
                .toList();
    }
}
