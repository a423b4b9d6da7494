package io.chronolink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasureTest {

    @Test
    void ofTwoFiguresTheMedianLiesBetween() {
        assertThat(of(30, 10).median()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 3", "0.99, 4.96", "1, 5"})
    void quantilesLieBetweenNeighboursInProportion(double share, double expected) {
        assertThat(of(5, 3, 1, 2, 4).quantile(share)).isEqualTo(expected);
    }

    @Test
    void saysTheSpreadOfMoreThanOneFigure() {
        assertThat(of(4, 2, 3)).hasToString("3.00 (2.00 to 4.00)");
        assertThat(of(7)).hasToString("7.00");
        assertThat(of()).hasToString("– (– to –)");
    }

    @ParameterizedTest
    @CsvSource({"0.064, 0.06", "9.994, 9.99", "9.996, 10.0", "99.94, 99.9", "99.96, 100", "5469.4, 5469", "NaN, –"})
    void threeDigitsAreSaid(double value, String expected) {
        assertThat(Measure.text(value)).isEqualTo(expected);
    }

    @Test
    void whatDoesNotCountIsDoneButNotKept() throws Exception {
        Measure measure = new Measure();
        int[] done = {0};
        Measure.timed(false, measure, () -> done[0]++);
        Measure.timed(true, measure, () -> done[0]++);
        assertThat(done[0]).isEqualTo(2);
        assertThat(measure.size()).isEqualTo(1);
    }

    private static Measure of(double... figures) {
        Measure measure = new Measure();
        for (double figure : figures) {
            measure.add(figure);
        }
        return measure;
    }
}
