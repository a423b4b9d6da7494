/** Replicas and derived data taken anew from the topics, as an operator asks for. */
@NullMarked
package io.chronolink.kit.rebuild;

import org.jspecify.annotations.NullMarked;
