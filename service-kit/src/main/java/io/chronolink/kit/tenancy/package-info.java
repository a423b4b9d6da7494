/** For whom the current thread acts, in the token, the queries and the database session. */
@NullMarked
package io.chronolink.kit.tenancy;

import org.jspecify.annotations.NullMarked;
