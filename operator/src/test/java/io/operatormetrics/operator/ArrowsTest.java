package io.operatormetrics.operator;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Holds the arrows of the architecture: who may know whom. */
class ArrowsTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Of another module, which Maven passes on as a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.operatormetrics");

    private static final String X509 = "io.operatormetrics.x509..";
    private static final String TLS = "io.operatormetrics.tls..";
    private static final String SERVER = "io.operatormetrics.server..";
    private static final String KUBERNETES = "io.operatormetrics.kubernetes..";
    private static final String OPERATOR = "io.operatormetrics.operator..";

    @Test
    void x509KnowsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(X509)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(X509, "java..", "javax..", "org.jspecify..")
                .check(OURS);
    }

    @Test
    void tlsKnowsX509AndTheTlsLibrary() {
        classes()
                .that()
                .resideInAPackage(TLS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(TLS, X509, "io.netty..", "java..", "javax..", "org.slf4j..", "org.jspecify..")
                .check(OURS);
    }

    @Test
    void theServerKnowsTlsClientJavaAndNetty() {
        classes()
                .that()
                .resideInAPackage(SERVER)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        SERVER,
                        TLS,
                        X509,
                        "io.prometheus..",
                        "io.netty..",
                        "java..",
                        "javax..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(OURS);
    }

    @Test
    void kubernetesKnowsFabric8AndNoApplication() {
        classes()
                .that()
                .resideInAPackage(KUBERNETES)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        KUBERNETES,
                        X509,
                        "io.fabric8..",
                        "com.fasterxml.jackson..",
                        "io.prometheus..",
                        "java..",
                        "javax..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(OURS);
        slices().matching("io.operatormetrics.kubernetes.(*)..")
                .should()
                .beFreeOfCycles()
                .check(OURS);
    }

    @Test
    void theOperatorLeavesNettyAlone() {
        noClasses()
                .that()
                .resideInAPackage(OPERATOR)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(OURS);
    }

    @Test
    void onlyTheRootKnowsTheOperatorsPackagesTogether() {
        slices().matching("io.operatormetrics.operator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("io.operatormetrics.operator.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.operatormetrics.operator")
                .check(OURS);
    }

    @Test
    void renderingAsksNobody() {
        noClasses()
                .that()
                .resideInAPackage("io.operatormetrics.operator.render..")
                .and()
                // It reads a file of the program itself.
                .doNotHaveSimpleName("AlertRules")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client.dsl..",
                        "java.io..",
                        "java.nio.file..",
                        "java.net..",
                        "java.time..",
                        "java.util.concurrent..")
                .check(OURS);
    }

    @Test
    void onlyTheRootReadsEnvironmentAndClock() {
        noClasses()
                .that(resideInAnyPackage("io.operatormetrics..")
                        .and(resideInAnyPackage("io.operatormetrics.operator").negate()))
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethodWhere(target(owner(assignableTo(Instant.class)).or(owner(assignableTo(Clock.class))))
                        .and(target(nameMatching("now|system.*"))))
                .check(OURS);
    }
}
