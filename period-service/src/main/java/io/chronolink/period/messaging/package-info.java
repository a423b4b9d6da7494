/** Time that passes tells events. */
@NullMarked
package io.chronolink.period.messaging;

import org.jspecify.annotations.NullMarked;
