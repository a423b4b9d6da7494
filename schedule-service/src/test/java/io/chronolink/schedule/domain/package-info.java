@NullMarked
package io.chronolink.schedule.domain;

import org.jspecify.annotations.NullMarked;
