/** Measures the packaged services against the bare work underneath, in the same run. */
@NullMarked
package io.chronolink.benchmarks;

import org.jspecify.annotations.NullMarked;
