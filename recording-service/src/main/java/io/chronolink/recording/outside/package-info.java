/** What reaches out of the service or comes from no caller: the devices of rooms, and the passing of time. */
@NullMarked
package io.chronolink.recording.outside;

import org.jspecify.annotations.NullMarked;
