@NullMarked
package io.chronolink.links.feeds;

import org.jspecify.annotations.NullMarked;
