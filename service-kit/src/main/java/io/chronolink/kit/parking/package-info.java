/** What an operator does with parked events: looks at them, applies them after all, or gives them up. */
@NullMarked
package io.chronolink.kit.parking;

import org.jspecify.annotations.NullMarked;
