/** What the service knows and decides; it knows neither door. */
@NullMarked
package io.chronolink.schedule.domain;

import org.jspecify.annotations.NullMarked;
