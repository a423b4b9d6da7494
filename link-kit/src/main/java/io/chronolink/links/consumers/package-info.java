/** Events in: they feed the replicas, and whoever follows is told of what changed. A service makes those it wants. */
@NullMarked
package io.chronolink.links.consumers;

import org.jspecify.annotations.NullMarked;
