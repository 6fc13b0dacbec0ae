package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.node.Audit;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The methods of services that make entries in the audit log, read from the compiled classes. */
class AuditedIT {
    private static final String CONTRACTS = "dev.lockstep.core.node";

    private static JavaClasses classes;

    @BeforeAll
    static void readAllModules() throws IOException {
        classes = OurClasses.read();
    }

    @Test
    @DisplayName("LS-140 Every method of a service makes an entry in the audit log or is listed as one that need not")
    void everyMethodIsAuditedOrNeedNotBe() throws IOException {
        Set<String> silent = contracts()
                .filter(method -> !method.isAnnotatedWith(Audited.class))
                .map(AuditedIT::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(silent).isEqualTo(new TreeSet<>(OurClasses.lines("unaudited.txt")));
    }

    @Test
    @DisplayName("LS-140 Every service records what its contract says that it records")
    void everyServiceRecordsWhatItsContractSays() {
        Set<String> missing = new TreeSet<>();
        List<JavaMethod> audited = contracts()
                .filter(method -> method.isAnnotatedWith(Audited.class))
                .toList();
        for (JavaMethod method : audited) {
            List<JavaMethod> bodies = bodies(method);
            assertThat(bodies).as("what implements %s", name(method)).isNotEmpty();
            bodies.stream().filter(body -> !records(body)).forEach(body -> missing.add(body.getFullName()));
        }
        assertThat(audited).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    private static Stream<JavaMethod> contracts() {
        return classes.stream()
                .filter(each -> each.getPackageName().equals(CONTRACTS) && each.isInterface() && each.isTopLevelClass())
                .flatMap(contract -> contract.getMethods().stream())
                .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    private static String name(JavaMethod method) {
        return method.getOwner().getSimpleName() + "." + method.getName();
    }

    /** The methods that may run when one is called. */
    private static List<JavaMethod> bodies(JavaMethod called) {
        String[] parameters = called.getRawParameterTypes().stream()
                .map(JavaClass::getFullName)
                .toArray(String[]::new);
        return Stream.concat(
                        Stream.of(called),
                        called.getOwner().getAllSubclasses().stream()
                                .flatMap(each -> each.tryGetMethod(called.getName(), parameters).stream()))
                .filter(method -> !method.getModifiers().contains(JavaModifier.ABSTRACT))
                .toList();
    }

    /** Whether there is a way from a method to the log within its bundle; a default method calls another one that records. */
    private static boolean records(JavaMethod method) {
        String bundle = bundle(method.getOwner());
        Set<JavaCodeUnit> seen = new HashSet<>();
        Deque<JavaCodeUnit> next = new ArrayDeque<>(List.of(method));
        while (!next.isEmpty()) {
            JavaCodeUnit unit = next.remove();
            if (!seen.add(unit)) {
                continue;
            }
            List<JavaMethod> called = Stream.concat(
                            unit.getMethodCallsFromSelf().stream()
                                    .map(call -> call.getTarget().resolveMember()),
                            unit.getMethodReferencesFromSelf().stream()
                                    .map(reference -> reference.getTarget().resolveMember()))
                    .flatMap(Optional::stream)
                    .toList();
            if (called.stream().anyMatch(method.getOwner().isInterface() ? AuditedIT::isAudited : AuditedIT::isLog)) {
                return true;
            }
            called.stream()
                    .filter(target -> bundle(target.getOwner()).equals(bundle))
                    .flatMap(target -> bodies(target).stream())
                    .forEach(next::add);
        }
        return false;
    }

    private static boolean isLog(JavaMethod target) {
        return target.getName().equals("record") && target.getOwner().isAssignableTo(Audit.class);
    }

    private static boolean isAudited(JavaMethod target) {
        return target.isAnnotatedWith(Audited.class);
    }

    /** The third part of the name of a package stands for a bundle, as in {@code dev.lockstep.fleet}. */
    private static String bundle(JavaClass each) {
        String[] parts = each.getPackageName().split("\\.", -1);
        return parts.length < 3 ? each.getPackageName() : parts[2];
    }
}
