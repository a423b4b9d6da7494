/** Events in: what this service listens to, and who follows. */
@NullMarked
package io.chronolink.recording.reactions;

import org.jspecify.annotations.NullMarked;
