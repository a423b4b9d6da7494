/**
 * The products' own logins, for clients that know nothing of an identity provider: users in a table, and sessions whose
 * tokens are opaque. Off unless {@code chronolink.login.enabled} says so.
 */
@NullMarked
package io.chronolink.kit.login;

import org.jspecify.annotations.NullMarked;
