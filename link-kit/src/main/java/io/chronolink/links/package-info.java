/** What a service knows of the platform without asking: links, what holds them, validities, zones; and who follows them. */
@NullMarked
package io.chronolink.links;

import org.jspecify.annotations.NullMarked;
