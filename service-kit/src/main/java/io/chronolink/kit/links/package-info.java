/** The local replica of links: what a service knows of them without asking. */
@NullMarked
package io.chronolink.kit.links;

import org.jspecify.annotations.NullMarked;
