/** A small service on the kit, and what the kit promises to every service. */
@NullMarked
package io.chronolink.kit;

import org.jspecify.annotations.NullMarked;
