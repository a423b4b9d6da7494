/** Events out and in: outbox and relay, consumer, inbox and parked events. */
@NullMarked
package io.chronolink.kit.events;

import org.jspecify.annotations.NullMarked;
