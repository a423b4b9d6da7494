package io.chronolink.system;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.annotations.Immutable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A use case writes a table in one way: a class that knows the entity of a table, or its repository, does not write that
 * table by SQL nor know the class that does. Entities that are only read are free.
 */
class WritesTest {

    private static final Pattern WRITE =
            Pattern.compile("(?:insert\\s+into|update|delete\\s+from|merge\\s+into)\\s+([a-z_]+)");

    private static final Map<String, JavaClasses> CLASSES = new HashMap<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service-kit",
                "link-kit",
                "profile-service",
                "schedule-service",
                "period-service",
                "information-service",
                "recording-service"
            })
    void aTableWithAnEntityIsNotWrittenBySqlInTheSameUseCase(String module) throws IOException {
        JavaClasses classes = classes(module);
        Map<String, Set<String>> sqlWriters = sqlWriters(Path.of("..", module, "src", "main", "java"));

        List<String> found = new ArrayList<>();
        for (JavaClass entity : classes) {
            if (entity.isAnnotatedWith(Entity.class) && !entity.isAnnotatedWith(Immutable.class)) {
                Set<JavaClass> doors = doors(classes, entity);
                for (String table : tables(entity)) {
                    Set<String> writers = sqlWriters.getOrDefault(table, Set.of());
                    classes.stream()
                            .filter(each -> doors.contains(each) || knowsOneOf(each, door -> doors.contains(door)))
                            .filter(each -> writers.contains(topLevel(each))
                                    || knowsOneOf(each, other -> writers.contains(topLevel(other))))
                            .forEach(each -> found.add(each.getName() + " writes " + table + " in both ways"));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theRuleFindsSqlThatWrites() {
        assertThat(writtenBy("with gone as (delete from thing t using other) insert into part as p (id) select 1"))
                .containsExactlyInAnyOrder("thing", "part");
        assertThat(writtenBy("select s.id from schedule s for update of s")).doesNotContain("schedule");
    }

    /** Hibernate reads the collections of an entity whose id class is a record as empty. */
    @Test
    void noIdClassIsARecord() {
        List<JavaClass> idClasses = new ClassFileImporter()
                        .importPaths(Stream.of(
                                        "service-kit",
                                        "link-kit",
                                        "profile-service",
                                        "schedule-service",
                                        "period-service",
                                        "information-service",
                                        "recording-service")
                                .map(module -> Path.of("..", module, "target", "classes"))
                                .toList())
                        .stream()
                        .filter(type -> type.isAnnotatedWith(IdClass.class))
                        .map(type -> type.getAnnotationOfType(IdClass.class.getName()))
                        .map(annotation -> (JavaClass) annotation.get("value").orElseThrow())
                        .toList();

        assertThat(idClasses).isNotEmpty().noneMatch(JavaClass::isRecord);
    }

    /** An event that is made before its entity is written tells the version before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "service-kit",
                "link-kit",
                "profile-service",
                "schedule-service",
                "period-service",
                "information-service",
                "recording-service"
            })
    void whoeverKnowsAnEntityTellsOfItByASupplier(String module) {
        List<String> found = classes(module).stream()
                .filter(type -> knowsOneOf(
                        type, other -> other.isAnnotatedWith(Entity.class) && !other.isAnnotatedWith(Immutable.class)))
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("io.chronolink.kit.events.Outbox")
                        && call.getName().equals("append")
                        && call.getTarget().getRawParameterTypes().stream()
                                .anyMatch(type -> type.getName().equals("io.chronolink.events.Event")))
                .map(Object::toString)
                .toList();

        assertThat(found).isEmpty();
    }

    private static JavaClasses classes(String module) {
        return CLASSES.computeIfAbsent(
                module, name -> new ClassFileImporter().importPath(Path.of("..", name, "target", "classes")));
    }

    /** The entity and its repository. */
    private static Set<JavaClass> doors(JavaClasses classes, JavaClass entity) {
        Set<JavaClass> doors = new HashSet<>(Set.of(entity));
        classes.stream()
                .filter(type -> type.isAssignableTo(PanacheRepositoryBase.class))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> dependency.getTargetClass().equals(entity)))
                .forEach(doors::add);
        return doors;
    }

    private static boolean knowsOneOf(JavaClass type, Predicate<JavaClass> wanted) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> wanted.test(dependency.getTargetClass()));
    }

    private static Set<String> tables(JavaClass entity) {
        Set<String> tables =
                new HashSet<>(Set.of(entity.getAnnotationOfType(Table.class).name()));
        entity.getAllFields().stream()
                .filter(field -> field.isAnnotatedWith(CollectionTable.class))
                .forEach(field -> tables.add(
                        field.getAnnotationOfType(CollectionTable.class).name()));
        return tables;
    }

    private static String topLevel(JavaClass type) {
        return type.getEnclosingClass().map(WritesTest::topLevel).orElse(type.getName());
    }

    /** For each table the top-level classes whose statements write it. */
    private static Map<String, Set<String>> sqlWriters(Path sources) throws IOException {
        Map<String, Set<String>> writers = new HashMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = sources.relativize(file)
                        .toString()
                        .replaceAll("\\.java$", "")
                        .replace(file.getFileSystem().getSeparator(), ".");
                for (String table : writtenBy(Files.readString(file))) {
                    writers.computeIfAbsent(table, key -> new HashSet<>()).add(name);
                }
            }
        }
        return writers;
    }

    private static Set<String> writtenBy(String text) {
        return WRITE.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(toSet());
    }
}
