/** Calendar feeds (RFC 5545). */
@NullMarked
package io.chronolink.links.feeds;

import org.jspecify.annotations.NullMarked;
