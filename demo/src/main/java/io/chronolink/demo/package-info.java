/** The demo behind ./run: a timetable becomes links, and what happens to a link is followed everywhere. */
@NullMarked
package io.chronolink.demo;

import org.jspecify.annotations.NullMarked;
