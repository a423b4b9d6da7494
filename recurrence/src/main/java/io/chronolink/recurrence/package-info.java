/**
 * The time model of Chronolink: repeating windows in local time, expanded to instants, always bounded.
 *
 * <p>{@link io.chronolink.recurrence.Recurrence} is the one model; {@link io.chronolink.recurrence.ProfileRule} and
 * {@link io.chronolink.recurrence.RecordingRule} translate a service's own dialect into it.
 */
@NullMarked
package io.chronolink.recurrence;

import org.jspecify.annotations.NullMarked;
