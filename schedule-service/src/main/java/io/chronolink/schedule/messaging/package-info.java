/** Events in: one consumer for each topic. */
@NullMarked
package io.chronolink.schedule.messaging;

import org.jspecify.annotations.NullMarked;
