/** Failures and how they are answered in the shape of an API family. */
@NullMarked
package io.chronolink.kit.web;

import org.jspecify.annotations.NullMarked;
