package io.chronolink.kit.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of texts, taken of their UTF-8. */
public final class Digests {

    private Digests() {}

    /** The 32 bytes of SHA-256. */
    public static byte[] sha256(String text) {
        return digest("SHA-256", text);
    }

    /** MD5 in lower-case hexadecimal: no protection, but what clients of some products send as a password. */
    public static String md5(String text) {
        return HexFormat.of().formatHex(digest("MD5", text));
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + algorithm, e);
        }
    }
}
