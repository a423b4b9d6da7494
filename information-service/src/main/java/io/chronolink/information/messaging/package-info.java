/** Mails out. */
@NullMarked
package io.chronolink.information.messaging;

import org.jspecify.annotations.NullMarked;
