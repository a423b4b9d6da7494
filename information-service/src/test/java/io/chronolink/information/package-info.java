/** Tests against real PostgreSQL and Kafka. */
@NullMarked
package io.chronolink.information;

import org.jspecify.annotations.NullMarked;
