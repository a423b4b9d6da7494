/** Tests against real PostgreSQL and Kafka. */
@NullMarked
package io.chronolink.period;

import org.jspecify.annotations.NullMarked;
