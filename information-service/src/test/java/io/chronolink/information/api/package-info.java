/** Tests of the bodies' readers, without HTTP. */
@NullMarked
package io.chronolink.information.api;

import org.jspecify.annotations.NullMarked;
