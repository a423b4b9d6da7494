/** The world outside: what time lets the service do by itself. */
@NullMarked
package io.chronolink.period.outside;

import org.jspecify.annotations.NullMarked;
