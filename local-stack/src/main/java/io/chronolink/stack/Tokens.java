package io.chronolink.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Tokens (JWT, RS256) that the services of a stack trust, signed with the stack's own key. */
public final class Tokens {

    /** The issuer that the services expect. */
    public static final String ISSUER = "https://chronolink.local";

    /** The audience that the services expect. */
    public static final String AUDIENCE = "chronolink";

    private static final String PRIVATE_KEY = "private.pem";
    private static final String PUBLIC_KEY = "public.pem";
    private static final int KEY_BITS = 2048;

    private final Path directory;
    private final PrivateKey key;
    private final Clock clock;

    private Tokens(Path directory, PrivateKey key, Clock clock) {
        this.directory = directory;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Prints an administrator's token, as {@code stack.env} has it, of the key in a directory, which is made when there is
     * none: for a service in dev mode beside which no stack runs.
     */
    public static void main(String[] directory) {
        System.out.println(in(Path.of(directory[0]), Clock.systemUTC()).administrator());
    }

    /** With the key in the directory, which is made when there is none. */
    static Tokens in(Path directory, Clock clock) {
        try {
            var file = directory.resolve(PRIVATE_KEY);
            if (!Files.exists(file)) {
                KeyPair pair = newKey();
                Files.createDirectories(directory);
                Files.writeString(
                        directory.resolve(PUBLIC_KEY),
                        pem("PUBLIC KEY", pair.getPublic().getEncoded()));
                Disk.writeSecret(file, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            }
            return new Tokens(directory, read(file), clock);
        } catch (IOException e) {
            throw new StackException("The key for tokens in " + directory + " cannot be used: " + e.getMessage(), e);
        }
    }

    Path directory() {
        return directory;
    }

    /** The file with the public key (PEM), for {@code mp.jwt.verify.publickey.location=file:…}. */
    public Path publicKey() {
        return directory.resolve(PUBLIC_KEY).toAbsolutePath();
    }

    /** Tokens of somebody else, whom no service trusts, for tests. */
    public Tokens withOtherKey() {
        return new Tokens(directory, newKey().getPrivate(), clock);
    }

    /** A token for a user (claims sub and upn), valid for an hour, so far without tenant and roles. */
    public Token user(String name) {
        return new Token(name);
    }

    /** A token with all roles in the tenant "demo", valid for a year. */
    String administrator() {
        return user("admin")
                .tenant("demo")
                .roles("tenant-admin", "link-manager", "operator", "system-admin")
                .expiresIn(Duration.ofDays(365))
                .sign();
    }

    /** A token in the making. */
    public final class Token {

        private final JwtClaims claims = new JwtClaims();
        private Duration lifetime = Duration.ofHours(1);

        private Token(String user) {
            claims.setIssuer(ISSUER);
            claims.setAudience(AUDIENCE);
            claims.setSubject(user);
            claims.setClaim("upn", user);
            claims.setGeneratedJwtId();
            claims.setStringListClaim("groups", List.of());
        }

        /** Claim tenant_id. */
        public Token tenant(String tenant) {
            return claim("tenant_id", tenant);
        }

        /** Claim groups: the roles, such as tenant-admin. */
        public Token roles(String... roles) {
            claims.setStringListClaim("groups", roles);
            return this;
        }

        /** Claim group_ids: the groups that a group admin may touch; absent unless called. */
        public Token groupIds(String... ids) {
            claims.setStringListClaim("group_ids", ids);
            return this;
        }

        /** How long it is valid from now; a negative duration makes a token that has expired. */
        public Token expiresIn(Duration duration) {
            lifetime = duration;
            return this;
        }

        /** Another issuer than the services expect. */
        public Token issuer(String issuer) {
            claims.setIssuer(issuer);
            return this;
        }

        /** Another audience than the services expect. */
        public Token audience(String audience) {
            claims.setAudience(audience);
            return this;
        }

        /** Any claim; null takes the claim out. */
        public Token claim(String name, @Nullable Object value) {
            if (value == null) {
                claims.unsetClaim(name);
            } else {
                claims.setClaim(name, value);
            }
            return this;
        }

        /** The signed token in its compact form. */
        public String sign() {
            var issued = clock.instant();
            claims.setIssuedAt(NumericDate.fromSeconds(
                    Math.min(issued.getEpochSecond(), issued.plus(lifetime).getEpochSecond())));
            claims.setExpirationTime(
                    NumericDate.fromSeconds(issued.plus(lifetime).getEpochSecond()));
            var signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(key);
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
            signature.setHeader("typ", "JWT");
            try {
                return signature.getCompactSerialization();
            } catch (JoseException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS, new SecureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey read(Path file) throws IOException {
        var base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " is not a private RSA key", e);
        }
    }

    private static String pem(String kind, byte[] key) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                + "\n-----END " + kind + "-----\n";
    }
}
