package io.chronolink.schedule.api;

import io.chronolink.schedule.domain.Family;
import io.chronolink.schedule.domain.PeriodDialect;

/** What an address says: a family, and in which of the two ways its periods are read and written. */
record Address(Family family, PeriodDialect dialect) {}
