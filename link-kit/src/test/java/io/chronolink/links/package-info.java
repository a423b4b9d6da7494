@NullMarked
package io.chronolink.links;

import org.jspecify.annotations.NullMarked;
