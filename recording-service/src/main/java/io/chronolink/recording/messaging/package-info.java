/** Events in: one consumer for each topic. */
@NullMarked
package io.chronolink.recording.messaging;

import org.jspecify.annotations.NullMarked;
