package io.chronolink.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * Loaded classes of a program, written down by the JVM at the end of a first run and read by the next ones, which
 * then start about twice as fast: an AOT cache from JDK 25 on, a dynamic CDS archive before.
 */
final class ClassArchive {

    private static final int FIRST_WITH_AOT_CACHE = 25;

    private final Path directory;
    private final String name;
    private final Path archive;
    private final Path unfinished;
    private final boolean possible;

    /**
     * The archive of a program on a JDK; the JVM refuses one that was made from other jars, so they make its name.
     *
     * @param kept whether the directory outlives the program, so that writing an archive, which is slow, pays
     */
    ClassArchive(Path directory, boolean kept, String name, List<Path> jars) throws IOException {
        this.directory = directory;
        this.name = name;
        this.archive = directory.resolve(name + "-" + key(jars) + ending());
        this.unfinished = archive.resolveSibling(archive.getFileName() + ".new");
        // The JVM archives classes from jars only, not from a module's target/classes.
        this.possible = kept && jars.stream().allMatch(Files::isRegularFile);
        Files.createDirectories(directory);
    }

    /** Options for the JVM: to use the archive, or to make it when it is not there yet. */
    List<String> options() {
        if (!possible) {
            return List.of();
        }
        if (Files.exists(archive)) {
            return List.of((aot() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive, "-Xlog:disable");
        }
        return List.of((aot() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + unfinished, "-Xlog:disable");
    }

    /** How long the program may take to end: writing the archive takes some seconds, once. */
    Duration patience() {
        return Duration.ofSeconds(possible && !Files.exists(archive) ? 90 : 20);
    }

    /** To be called when the program has ended in order; makes an archive that it wrote the one to use. */
    void keep() {
        if (!Files.exists(unfinished)) {
            return;
        }
        try {
            try (var old = Files.newDirectoryStream(directory, name + "-*" + ending())) {
                for (Path outdated : old) {
                    Files.delete(outdated);
                }
            }
            Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StackException("The class archive " + archive + " cannot be kept: " + e.getMessage(), e);
        }
    }

    private static boolean aot() {
        return Runtime.version().feature() >= FIRST_WITH_AOT_CACHE;
    }

    private static String ending() {
        return aot() ? ".aot" : ".jsa";
    }

    private static String key(List<Path> jars) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = new StringBuilder(Runtime.version().toString());
            for (Path jar : jars) {
                text.append('\n')
                        .append(jar)
                        .append(' ')
                        .append(Files.size(jar))
                        .append(' ');
                text.append(Files.getLastModifiedTime(jar));
            }
            var hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
