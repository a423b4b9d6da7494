package io.chronolink.kit.login;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.chronolink.kit.web.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Hashes of passwords, which do not give the password away. */
final class Passwords {

    /** 2^10 rounds: some 50 ms, for the caller and for whoever tries passwords. */
    private static final int COST = 10;

    /** Compared with where there is no such user, so that the answer takes as long. */
    private static final String NOBODY = BCrypt.withDefaults().hashToString(COST, "nobody".toCharArray());

    private Passwords() {}

    static String hash(String password) {
        return new String(BCrypt.withDefaults().hash(COST, bytes(password)), StandardCharsets.UTF_8);
    }

    /** Whether the hash is of that password; an empty one is of none, and takes as long. */
    static boolean isRight(String password, Optional<String> hash) {
        boolean right = BCrypt.verifyer()
                .verify(bytes(password), hash.orElse(NOBODY).getBytes(StandardCharsets.UTF_8))
                .verified;
        return right && hash.isPresent();
    }

    /** BCrypt takes 72 bytes; a hash of the password has no such bound. */
    private static byte[] bytes(String password) {
        return HexFormat.of().formatHex(Digests.sha256(password)).getBytes(StandardCharsets.US_ASCII);
    }
}
