package io.chronolink.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.EventTypes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents are true where that is cheap to hold: what they name is there. */
class DocumentsTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".local", ".idea", ".vscode", ".settings");

    private static final Pattern TEXT_FILE = Pattern.compile(
            ".*\\.(?:md|java|sql|xml|properties|ya?ml|json|csv|sh|txt|config)|run|Dockerfile|\\.(?:dockerignore|gitignore)");

    private static final Pattern LINK = Pattern.compile("\\[([^\\[\\]]*)]\\(([^()\\s]+)\\)");
    private static final Pattern ADDRESS = Pattern.compile("(?:[a-z]+:)?//.*|mailto:.*");
    private static final Pattern TEST = Pattern.compile("(\\w+)#(\\w+)");

    /** A document as comments name it: from the project's directory on. */
    private static final Pattern CITED = Pattern.compile("\\bdocs/[\\w./-]+\\.md(?:#[\\w-]+)?");

    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");

    /** Where somebody's machine, or what lies beside a clone, would be told of. In pieces, since this file is read, too. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?<![\\w.])/(?:wo" + "rk|ro" + "ot)/\\w|\\.\\./sha" + "red(?!-)");

    /** Addresses of artifacts; those that name the form of a POM are none. */
    private static final Pattern REGISTRY = Pattern.compile(
            "https?://(?!maven\\.apache\\.org/(?:POM|xsd|SETTINGS)/)[\\w.-]*(?:maven|nexus|artifactory|regis"
                    + "try|npm)");

    @Test
    void everyLinkLeadsToAFileAndToAHeadingInIt() throws IOException {
        List<String> lost = new ArrayList<>();
        Map<Path, Set<String>> headings = new HashMap<>();
        for (Path document : documents()) {
            for (MatchResult link : links(document)) {
                if (ADDRESS.matcher(link.group(2)).matches()) {
                    continue;
                }
                String[] parts = link.group(2).split("#", 2);
                Path target = parts[0].isEmpty()
                        ? document
                        : document.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8))
                                .normalize();
                boolean isThere = target.startsWith(PROJECT)
                        && Files.exists(target)
                        && (parts.length == 1 || headings(target, headings).contains(parts[1]));
                if (!isThere) {
                    lost.add(name(document) + ": " + link.group(2));
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void everyTestThatADocumentNamesIsThere() throws IOException {
        List<String> lost = new ArrayList<>();
        int named = 0;
        for (Path document : documents()) {
            for (MatchResult link : links(document)) {
                Matcher test = TEST.matcher(link.group(1));
                if (!test.matches()) {
                    continue;
                }
                named++;
                Path source = document.resolveSibling(link.group(2)).normalize();
                Pattern method = Pattern.compile("\\b(?:void|boolean)\\s+" + test.group(2) + "\\s*\\(");
                boolean isThere = source.endsWith(test.group(1) + ".java")
                        && Files.exists(source)
                        && method.matcher(Files.readString(source)).find();
                if (!isThere) {
                    lost.add(name(document) + ": " + link.group(1));
                }
            }
        }
        assertThat(lost).isEmpty();
        assertThat(named).isPositive();
    }

    @Test
    void everyKindOfEventHasItsPlaceInTheTableOfPropagation() throws IOException {
        String table = Files.readString(PROJECT.resolve("docs/propagation.md"));

        assertThat(EventTypes.all().stream()
                        .map(type -> '`' + type.payload().getSimpleName() + '`')
                        .filter(name -> !table.contains(name)))
                .isEmpty();
    }

    @Test
    void everyDocumentThatIsCitedIsThere() throws IOException {
        List<String> lost = new ArrayList<>();
        Map<Path, Set<String>> headings = new HashMap<>();
        for (Path file : files()) {
            for (MatchResult cited : matches(CITED, Files.readString(file))) {
                String[] parts = cited.group().split("#", 2);
                Path target = PROJECT.resolve(parts[0]);
                boolean isThere = Files.exists(target)
                        && (parts.length == 1 || headings(target, headings).contains(parts[1]));
                if (!isThere) {
                    lost.add(name(file) + ": " + cited.group());
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void noFileNamesAMachineAPlaceBesideTheCloneOrARegistry() throws IOException {
        List<String> named = new ArrayList<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            Stream.of(ELSEWHERE, REGISTRY)
                    .flatMap(pattern -> matches(pattern, text).stream())
                    .forEach(match -> named.add(name(file) + ": " + match.group()));
        }
        assertThat(named).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(".md")).toList();
    }

    /** The project's texts, without what is built, or what tools keep beside it. */
    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(lastName(directory)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (TEXT_FILE.matcher(lastName(file)).matches()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static List<MatchResult> links(Path document) throws IOException {
        return matches(LINK, FENCED.matcher(Files.readString(document)).replaceAll(""));
    }

    /** The anchors of a document's headings, as they are made where it is shown. */
    private static Set<String> headings(Path document, Map<Path, Set<String>> known) throws IOException {
        Set<String> found = known.get(document);
        if (found == null) {
            found = new HashSet<>();
            if (document.toString().endsWith(".md")) {
                for (MatchResult heading : matches(
                        HEADING, FENCED.matcher(Files.readString(document)).replaceAll(""))) {
                    String text = heading.group(1).toLowerCase(Locale.ROOT);
                    found.add(text.replaceAll("[^\\p{L}\\p{N}_\\- ]", "").replace(' ', '-'));
                }
            }
            known.put(document, found);
        }
        return found;
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static String lastName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static String name(Path file) {
        return PROJECT.relativize(file).toString();
    }
}
