/** Events in: what this service listens to, and who follows. */
@NullMarked
package io.chronolink.period.reactions;

import org.jspecify.annotations.NullMarked;
