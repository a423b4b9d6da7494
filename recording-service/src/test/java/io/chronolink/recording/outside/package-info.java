@NullMarked
package io.chronolink.recording.outside;

import org.jspecify.annotations.NullMarked;
