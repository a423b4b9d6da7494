/** The local replica of what period-service tells: when entities are valid. */
@NullMarked
package io.chronolink.kit.validity;

import org.jspecify.annotations.NullMarked;
