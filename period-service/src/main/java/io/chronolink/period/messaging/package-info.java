/** Events in: one consumer for each topic. */
@NullMarked
package io.chronolink.period.messaging;

import org.jspecify.annotations.NullMarked;
