package io.chronolink.kit.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {

    /** States as PostgreSQL documents them (appendix A); an empty one is the pool's. */
    @ParameterizedTest
    @CsvSource({
        // connection refused, lost; too many connections, disk full; shutdown, cancelled, shutting down
        "08001,true,false",
        "08006,true,false",
        "53300,true,false",
        "53100,true,false",
        "57P01,true,false",
        "57014,true,false",
        "57P03,true,false",
        // deadlock, serialisation, lock timeout, idle in a transaction for too long
        "40P01,true,false",
        "40001,true,false",
        "55P03,true,false",
        "25P03,true,false",
        ",true,false",
        // too long, out of range, no UTF-8; unique, exclusion; row too large; refused by a function
        "22001,false,true",
        "22003,false,true",
        "22021,false,true",
        "23505,false,true",
        "23P01,false,true",
        "54000,false,true",
        "P0001,false,true",
        // a statement that is wrong, a right that is missing: neither comes right by itself, nor is the event at fault
        "42703,false,false",
        "42501,false,false",
    })
    void aStateSaysWhoseFaultItIs(String state, boolean isTransient, boolean isRefusal) {
        RuntimeException failure = new IllegalStateException(new SQLException("reason", state));

        assertThat(Database.isTransient(failure)).isEqualTo(isTransient);
        assertThat(Database.isRefusal(failure)).isEqualTo(isRefusal);
    }

    @Test
    void aTransactionThatWasGivenUpIsNobodysFault() {
        RuntimeException failure = new IllegalStateException(new RollbackException("given up"));

        assertThat(Database.isTransient(failure)).isTrue();
        assertThat(Database.isRefusal(failure)).isFalse();
    }

    @Test
    void whatTheCodeRefusesIsTheWorksFault() {
        RuntimeException failure = new IllegalArgumentException("no such rule");

        assertThat(Database.isTransient(failure)).isFalse();
        assertThat(Database.isRefusal(failure)).isTrue();
    }

    @Test
    void anErrorIsNeverTheWorksFault() {
        RuntimeException failure = new IllegalStateException(new OutOfMemoryError("heap"));

        assertThat(Database.isRefusal(failure)).isFalse();
    }
}
