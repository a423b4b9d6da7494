package io.chronolink.kit.rebuild;

/** How many records were taken over, and of how many the last event could not be applied. */
record Counts(int records, int refused) {

    Counts plus(Counts other) {
        return new Counts(records + other.records, refused + other.refused);
    }
}
