/** HTTP in: resources, their bodies, and the errors of the API family. */
@NullMarked
package io.chronolink.schedule.api;

import org.jspecify.annotations.NullMarked;
