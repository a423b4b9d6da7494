@NullMarked
package io.chronolink.demo;

import org.jspecify.annotations.NullMarked;
