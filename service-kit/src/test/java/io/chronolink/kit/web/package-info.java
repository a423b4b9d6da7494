@NullMarked
package io.chronolink.kit.web;

import org.jspecify.annotations.NullMarked;
