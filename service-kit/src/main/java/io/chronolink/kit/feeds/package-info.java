/** Calendar feeds (RFC 5545). */
@NullMarked
package io.chronolink.kit.feeds;

import org.jspecify.annotations.NullMarked;
