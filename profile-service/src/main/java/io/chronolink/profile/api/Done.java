package io.chronolink.profile.api;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** The answer of calls that have nothing to tell: an empty object. */
@JsonSerialize
record Done() {}
