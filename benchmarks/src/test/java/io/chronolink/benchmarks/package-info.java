@NullMarked
package io.chronolink.benchmarks;

import org.jspecify.annotations.NullMarked;
