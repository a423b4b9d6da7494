@NullMarked
package io.chronolink.profile;

import org.jspecify.annotations.NullMarked;
