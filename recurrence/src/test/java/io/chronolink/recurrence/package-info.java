@NullMarked
package io.chronolink.recurrence;

import org.jspecify.annotations.NullMarked;
