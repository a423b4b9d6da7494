/** The packaged services together, seen from outside; and the rules that their code keeps. */
@NullMarked
package io.chronolink.system;

import org.jspecify.annotations.NullMarked;
