@NullMarked
package io.chronolink.kit.feeds;

import org.jspecify.annotations.NullMarked;
