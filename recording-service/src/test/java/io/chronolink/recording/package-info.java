/** Tests of the service as its callers and the topics see it. */
@NullMarked
package io.chronolink.recording;

import org.jspecify.annotations.NullMarked;
