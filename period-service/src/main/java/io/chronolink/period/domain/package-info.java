/** What the service knows and decides; it knows neither door. */
@NullMarked
package io.chronolink.period.domain;

import org.jspecify.annotations.NullMarked;
