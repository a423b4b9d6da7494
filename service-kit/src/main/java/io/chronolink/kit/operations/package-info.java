/** Accepted writes and how far they have spread. */
@NullMarked
package io.chronolink.kit.operations;

import org.jspecify.annotations.NullMarked;
