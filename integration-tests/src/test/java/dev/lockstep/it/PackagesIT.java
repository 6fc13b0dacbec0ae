package dev.lockstep.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The arrows between packages, read from the compiled classes; those that are allowed stand in {@code packages.txt}. */
class PackagesIT {
    private static final String OURS = "dev.lockstep.";

    private static JavaClasses classes;

    @BeforeAll
    static void readAllModules() throws IOException {
        classes = OurClasses.read();
    }

    @Test
    void noPackagesFormACircle() {
        slices().matching("dev.lockstep.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void whatPeopleUseShowsProgressOrBreaksItOffAndTransfersNothing() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.lockstep.commands..", "dev.lockstep.admin..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lockstep.core.transfer")
                        .and(not(belongTo(equivalentTo(Progress.class))))
                        .and(not(belongTo(equivalentTo(Breakable.class)))))
                .check(classes);
    }

    @Test
    @DisplayName("LS-175: no archive is opened past the one that judges archives")
    void noArchiveIsOpenedPastItsJudge() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.lockstep.core.archive", "dev.lockstep.launcher")
                .should()
                .callConstructorWhere(opensAnArchive())
                .orShould()
                .callMethodWhere(mountsAnArchive())
                .check(classes);
        classes()
                .that()
                .resideInAPackage("dev.lockstep.core.archive")
                .and()
                .haveSimpleName("SafeArchive")
                .should()
                .callConstructorWhere(opensAnArchive())
                .check(classes);
    }

    /** Java's own readers. Not the launcher: it loads the jars of a version, to speak with its console. */
    private static DescribedPredicate<JavaConstructorCall> opensAnArchive() {
        Set<String> readers = Set.of(
                "java.util.zip.ZipFile",
                "java.util.jar.JarFile",
                "java.util.zip.ZipInputStream",
                "java.util.jar.JarInputStream",
                "java.util.zip.GZIPInputStream",
                "java.util.zip.InflaterInputStream",
                "java.net.URLClassLoader");
        return describe(
                "open an archive",
                call -> readers.contains(call.getTargetOwner().getName()));
    }

    private static DescribedPredicate<JavaMethodCall> mountsAnArchive() {
        return describe(
                "mount an archive",
                call -> call.getTargetOwner().isEquivalentTo(FileSystems.class)
                        && call.getName().equals("newFileSystem"));
    }

    @Test
    void everyArrowIsAllowedAndEveryAllowedArrowIsThere() throws IOException {
        assertThat(arrows()).isEqualTo(allowed());
    }

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass from : classes) {
            Set<String> targets = arrows.computeIfAbsent(name(from), each -> new TreeSet<>());
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (to.getPackageName().startsWith(OURS) && !name(to).equals(name(from))) {
                    targets.add(name(to));
                }
            }
        }
        return arrows;
    }

    private static String name(JavaClass each) {
        return each.getPackageName().substring(OURS.length());
    }

    /** Lines such as {@code core.files -> core.problem core.version}. */
    private static Map<String, Set<String>> allowed() throws IOException {
        Map<String, Set<String>> allowed = new TreeMap<>();
        for (String line : OurClasses.lines("packages.txt")) {
            String[] sides = line.split(" ->", -1);
            Set<String> targets = new TreeSet<>(List.of(sides[1].strip().split(" ")));
            targets.remove("");
            allowed.put(sides[0], targets);
        }
        return allowed;
    }
}
