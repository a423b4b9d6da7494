@NullMarked
package io.chronolink.kit.events;

import org.jspecify.annotations.NullMarked;
