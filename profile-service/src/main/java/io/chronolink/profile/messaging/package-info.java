/** Events in: one consumer for each topic. */
@NullMarked
package io.chronolink.profile.messaging;

import org.jspecify.annotations.NullMarked;
