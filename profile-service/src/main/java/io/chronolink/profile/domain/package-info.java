/** What the service knows and decides; it knows neither door. */
@NullMarked
package io.chronolink.profile.domain;

import org.jspecify.annotations.NullMarked;
