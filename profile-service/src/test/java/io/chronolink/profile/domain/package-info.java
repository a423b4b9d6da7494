@NullMarked
package io.chronolink.profile.domain;

import org.jspecify.annotations.NullMarked;
