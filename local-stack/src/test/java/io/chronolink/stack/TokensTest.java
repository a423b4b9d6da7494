package io.chronolink.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class TokensTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void aTokenCarriesTheClaimsThatServicesReadAndTheSignatureOfThePublicKey() throws Exception {
        var token = tokens().user("alice")
                .tenant("demo")
                .roles("tenant-admin", "operator")
                .groupIds("g1")
                .expiresIn(Duration.ofMinutes(5))
                .sign();

        var claims = verifier().build().processToClaims(token);
        assertEquals("alice", claims.getSubject());
        assertEquals("alice", claims.getStringClaimValue("upn"));
        assertEquals("demo", claims.getStringClaimValue("tenant_id"));
        assertEquals(List.of("tenant-admin", "operator"), claims.getStringListClaimValue("groups"));
        assertEquals(List.of("g1"), claims.getStringListClaimValue("group_ids"));
        assertEquals(
                NOON.plusSeconds(300).getEpochSecond(),
                claims.getExpirationTime().getValue());
    }

    @Test
    void theKeyIsMadeOnceSoThatTokensOutliveARestart() throws Exception {
        var before = tokens().user("alice").sign();

        assertEquals("alice", verifier().build().processToClaims(before).getSubject());
        tokens();
        assertEquals("alice", verifier().build().processToClaims(before).getSubject());
    }

    @Test
    void badTokensAreRefused() {
        var expired = tokens().user("eve").expiresIn(Duration.ofSeconds(-60)).sign();
        var elsewhere = tokens().user("eve").audience("another").sign();
        var foreign = tokens().user("eve").issuer("https://elsewhere").sign();
        var forged = tokens().withOtherKey().user("eve").sign();

        for (String bad : List.of(expired, elsewhere, foreign, forged)) {
            assertThrows(InvalidJwtException.class, () -> verifier().build().processToClaims(bad));
        }
    }

    @Test
    void onlyTheOwnerReadsThePrivateKey() throws Exception {
        tokens();

        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(directory.resolve("private.pem")));
    }

    private Tokens tokens() {
        return Tokens.in(directory, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private JwtConsumerBuilder verifier() throws Exception {
        return new JwtConsumerBuilder()
                .setVerificationKey(publicKey())
                .setExpectedIssuer("https://chronolink.local")
                .setExpectedAudience("chronolink")
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromSeconds(NOON.getEpochSecond()));
    }

    private PublicKey publicKey() throws Exception {
        var pem = Files.readString(directory.resolve("public.pem"))
                .replace("-----BEGIN PUBLIC KEY-----", "")
                .replace("-----END PUBLIC KEY-----", "");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    }
}
