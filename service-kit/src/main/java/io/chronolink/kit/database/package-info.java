/** The one way to the database: SQL through Jdbi, in the JTA transaction. */
@NullMarked
package io.chronolink.kit.database;

import org.jspecify.annotations.NullMarked;
