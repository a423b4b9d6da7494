@NullMarked
package io.chronolink.recording.domain;

import org.jspecify.annotations.NullMarked;
