/**
 * The contracts of Chronolink: what travels in the Kafka topics, by which name, and who listens.
 * One sealed interface of records per owning service; nothing else is shared between services.
 */
@NullMarked
package io.chronolink.events;

import org.jspecify.annotations.NullMarked;
