/** Real PostgreSQL and real Kafka without Docker, for tests, for the launcher and for whoever measures. */
@NullMarked
package io.chronolink.stack;

import org.jspecify.annotations.NullMarked;
