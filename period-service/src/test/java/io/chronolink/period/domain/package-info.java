/** Tests of the domain, without its doors. */
@NullMarked
package io.chronolink.period.domain;

import org.jspecify.annotations.NullMarked;
