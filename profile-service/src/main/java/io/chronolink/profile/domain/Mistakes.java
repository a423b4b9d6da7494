package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The mistakes in the items of one request. Reading goes on after one, as the API says which of several mistakes is told:
 * the one whose check comes first, and of equal ones the first.
 */
final class Mistakes {

    /** The checks of an item, in order; those with a text have it from the published document. */
    enum Check {
        PRESENCE_AND_TYPE(""),
        REPEAT_TYPE("Wrong repeat_type"),
        FORMAT("Wrong format enum name"),
        POINT_TYPE("Wrong repeat_point_type enum name"),
        OPTIONS("Wrong repeat_options enum name"),
        LOOPER("Wrong repeat_looper range"),
        WEEK("Set in WeekOptions can't be empty"),
        YEAR_RANGE("Wrong year range"),
        YEAR("Set in YearOptions can't be empty"),
        DAY_OF_MONTH("Wrong DayOfMonth range"),
        MONTHS("Wrong months range"),
        DAY_NUMBERS("Set in dayNumbers can't be empty"),
        REST("Wrong JSON body");

        private final String text;

        Check(String text) {
            this.text = text;
        }
    }

    private @Nullable Check failed;
    private String text = "";

    /** That a member is missing or not of its type. */
    void note(Failure mistake) {
        note(Check.PRESENCE_AND_TYPE, mistake.text());
    }

    void note(Check check) {
        note(check, check.text);
    }

    private void note(Check check, String mistake) {
        if (failed == null || check.compareTo(failed) < 0) {
            failed = check;
            text = mistake;
        }
    }

    boolean isEmpty() {
        return failed == null;
    }

    /**
     * Tells the mistake that is to be told, if there is any.
     *
     * @throws Failure if there was a mistake in any item
     */
    void check() {
        if (failed != null) {
            throw Failure.of(Failure.Kind.INVALID, text);
        }
    }
}
