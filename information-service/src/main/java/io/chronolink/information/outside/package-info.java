/** The world outside: mails, and what time lets the service do by itself. */
@NullMarked
package io.chronolink.information.outside;

import org.jspecify.annotations.NullMarked;
