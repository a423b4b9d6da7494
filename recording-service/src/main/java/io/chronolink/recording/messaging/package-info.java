/** Time that passes starts and plans recordings. */
@NullMarked
package io.chronolink.recording.messaging;

import org.jspecify.annotations.NullMarked;
