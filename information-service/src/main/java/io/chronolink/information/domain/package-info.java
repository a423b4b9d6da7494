/** What the service knows and decides; it knows neither door. */
@NullMarked
package io.chronolink.information.domain;

import org.jspecify.annotations.NullMarked;
