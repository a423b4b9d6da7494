/** Events in: one consumer for each topic. */
@NullMarked
package io.chronolink.information.messaging;

import org.jspecify.annotations.NullMarked;
