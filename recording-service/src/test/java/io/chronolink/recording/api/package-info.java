/** Tests of what needs no running service. */
@NullMarked
package io.chronolink.recording.api;

import org.jspecify.annotations.NullMarked;
