package io.chronolink.system;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.chronolink.events.Event;
import io.chronolink.events.OperationReceipt;
import io.chronolink.kit.operations.Operations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the architecture, over the compiled classes of all modules. */
class ArchitectureTest {

    private static final List<String> SERVICES = List.of("profile", "schedule", "period", "information", "recording");

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(Stream.concat(
                            Stream.of("shared-events", "recurrence", "service-kit", "link-kit"),
                            SERVICES.stream().map(service -> service + "-service"))
                    .map(module -> Path.of("..", module, "target", "classes"))
                    .toList());

    private static final ArchRule TIME_IS_INJECTED = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.chronolink.kit.database.Database")
            .should()
            .callMethodWhere(new DescribedPredicate<JavaMethodCall>("it asks the machine for the time") {
                @Override
                public boolean test(JavaMethodCall call) {
                    String owner = call.getTargetOwner().getFullName();
                    String name = call.getName();
                    return owner.startsWith("java.time.")
                                    && (name.equals("now")
                                                    && call.getTarget()
                                                            .getRawParameterTypes()
                                                            .isEmpty()
                                            || owner.equals("java.time.Clock") && name.startsWith("system"))
                            || owner.equals("java.lang.System") && name.equals("currentTimeMillis");
                }
            });

    @Test
    void everyModuleIsLookedAt() {
        for (String service : SERVICES) {
            assertThat(Files.isDirectory(Path.of("..", service + "-service", "target", "classes")))
                    .isTrue();
            assertThat(ALL.stream().filter(type -> type.getPackageName().startsWith("io.chronolink." + service)))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "schedule", "period", "information", "recording"})
    void noServiceSeesAnother(String service) {
        String[] others = SERVICES.stream()
                .filter(other -> !other.equals(service))
                .map(other -> "io.chronolink." + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("io.chronolink." + service + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "schedule", "period", "information", "recording"})
    void theDomainKnowsNeitherDoorAndTheDoorsNotEachOther(String service) {
        String root = "io.chronolink." + service;

        noClasses()
                .that()
                .resideInAPackage(root + ".domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".api..", root + ".reactions..", root + ".outside..", "jakarta.ws.rs..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(root + ".api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".reactions..", root + ".outside..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(root + ".reactions..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".api..", root + ".outside..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(root + ".outside..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".api..", root + ".reactions..")
                .allowEmptyShould(true)
                .check(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "schedule", "period", "information", "recording"})
    void aResourceBeginsNoWriteAndKnowsNoDatabase(String service) {
        noClasses()
                .that()
                .resideInAPackage("io.chronolink." + service + ".api..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Operations.class.getName())
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus.narayana..",
                        "jakarta.transaction..",
                        "jakarta.persistence..",
                        "io.quarkus.hibernate..",
                        "org.jdbi..")
                .check(ALL);
    }

    @Test
    void theContractsSeeTheJdkAndAnnotationsOnly() {
        classes()
                .that()
                .resideInAPackage("io.chronolink.events..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.chronolink.events..", "java..", "com.fasterxml.jackson.annotation..", "org.jspecify.."))
                .check(ALL);
    }

    @Test
    void theTimeModelIsPure() {
        classes()
                .that()
                .resideInAPackage("io.chronolink.recurrence..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.chronolink.recurrence..", "java..", "org.dmfs..", "org.jspecify.."))
                .check(ALL);
    }

    @Test
    void theKitsSeeNoService() {
        noClasses()
                .that()
                .resideInAnyPackage("io.chronolink.kit..", "io.chronolink.links..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SERVICES.stream()
                        .map(service -> "io.chronolink." + service + "..")
                        .toArray(String[]::new))
                .check(ALL);
    }

    @Test
    void theMechanicsKnowNoEventButReceipts() {
        noClasses()
                .that()
                .resideInAPackage("io.chronolink.kit..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.chronolink.links..", "io.chronolink.recurrence..")
                        .or(assignableTo(Event.class)
                                .and(DescribedPredicate.not(equivalentTo(Event.class)))
                                .and(DescribedPredicate.not(equivalentTo(OperationReceipt.class)))))
                .check(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kit", "links"})
    void noPackagesOfAKitSeeEachOtherInACircle(String kit) {
        slices().matching("io.chronolink." + kit + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(ALL);
    }

    @Test
    void noServiceTouchesTheBroker() {
        noClasses()
                .that()
                .resideInAnyPackage(SERVICES.stream()
                        .map(service -> "io.chronolink." + service + "..")
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.smallrye.reactive.messaging..",
                        "org.eclipse.microprofile.reactive.messaging..")
                .check(ALL);
    }

    @Test
    void timeIsInjected() {
        TIME_IS_INJECTED.check(ALL);
    }

    @Test
    void theRuleAboutTimeFindsWhoeverLooksAtTheClockOnTheWall() {
        JavaClasses offender = new ClassFileImporter().importClasses(LooksAtTheWall.class, AsksTheSystem.class);

        assertThat(TIME_IS_INJECTED.evaluate(offender).getFailureReport().getDetails())
                .hasSize(2);
    }

    static final class LooksAtTheWall {
        Instant offend() {
            return Instant.now();
        }
    }

    static final class AsksTheSystem {
        Clock offend() {
            return Clock.systemUTC();
        }
    }
}
