@NullMarked
package io.chronolink.schedule;

import org.jspecify.annotations.NullMarked;
