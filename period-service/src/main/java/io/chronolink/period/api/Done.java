package io.chronolink.period.api;

/** The answer to a change: a text, as the API has it. */
record Done(String done) {

    static final Done DONE = new Done("true");
}
