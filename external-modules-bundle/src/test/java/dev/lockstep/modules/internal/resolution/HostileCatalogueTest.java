package dev.lockstep.modules.internal.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.modules.internal.resolution.ModuleResolver.Resolution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Catalogues that were made to keep the resolver busy for ever: pigeons are packages, holes are packages that they use, and there is
 * one hole less than there are pigeons. No two of them fit together, which is seen only when all ways were tried.
 */
@Timeout(120)
class HostileCatalogueTest {
    private static final int PIGEONS = 9;
    /** Far more than the good modules take, also where the machine is busy and the resolver's classes are not loaded yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ModuleResolver resolver =
            new ModuleResolver(new InstalledPlatform(Map.of(), List.of(), Set.of()), PATIENCE);

    private static final ModuleRelease VICTIM = module("victim", bundle("victim", List.of(), pigeonsAndHoles()));
    private static final ModuleRelease GOOD =
            module("good", bundle("good", names().map(name -> offer(name, "")).toList(), List.of()));
    private static final ModuleRelease BYSTANDER =
            module("bystander", bundle("bystander", List.of(), List.of(need("(osgi.wiring.package=other)"))));
    private static final ModuleRelease OTHER = module("other", bundle("other", List.of(offer("other", "")), List.of()));

    @Test
    @DisplayName(
            "LS-172: A hostile module that leaves the resolver too many ways is left out by name, and the others are had")
    void oneModule() {
        ModuleRelease hostile = module("hostile", all().toArray(Bundle[]::new));

        assertThat(resolver.resolve(List.of(VICTIM), List.of(), List.of(hostile, GOOD)))
                .isInstanceOfSatisfying(
                        Resolution.Resolved.class,
                        resolved -> assertThat(resolved.modules()).contains(VICTIM, GOOD));
        assertThat(resolver.resolve(List.of(BYSTANDER), List.of(), List.of(hostile, OTHER, GOOD)))
                .isEqualTo(new Resolution.Resolved(List.of(BYSTANDER, OTHER)));
    }

    @Test
    @DisplayName(
            "LS-172: Where nothing else offers what is needed, what is asked for is refused, with the hostile module's name")
    void nothingElse() {
        ModuleRelease hostile = module("hostile", all().toArray(Bundle[]::new));

        assertRefused(resolver.resolve(List.of(VICTIM), List.of(), List.of(hostile)), "hostile 1.0.0");
        assertThat(resolver.resolveWhatCan(List.of(BYSTANDER, OTHER, hostile, VICTIM))
                        .modules())
                .contains(BYSTANDER, OTHER)
                .doesNotContain(VICTIM);
    }

    @Test
    @DisplayName("LS-172: However many hostile modules there are, a resolution ends in time")
    void manyModules() {
        List<ModuleRelease> hostile =
                all().map(bundle -> module(bundle.symbolicName(), bundle)).toList();
        long begun = System.nanoTime();

        Resolution resolution = resolver.resolve(List.of(VICTIM), List.of(), hostile);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE.multipliedBy(20));
        assertRefused(resolution, "");
    }

    private static void assertRefused(Resolution resolution, String named) {
        assertThat(resolution)
                .isInstanceOfSatisfying(
                        Resolution.Unresolvable.class,
                        refused -> assertThat(refused.reason().text(Locale.ENGLISH))
                                .contains("there are too many ways", named));
    }

    private static Stream<Bundle> all() {
        List<Bundle> bundles = new ArrayList<>();
        for (int pigeon = 0; pigeon < PIGEONS; pigeon++) {
            for (int hole = 0; hole < PIGEONS - 1; hole++) {
                String place = "hole" + hole;
                bundles.add(bundle(
                        "hole" + hole + ".of." + pigeon,
                        List.of(clause(Map.of("osgi.wiring.package", place, "pigeon", "p" + pigeon), Map.of())),
                        List.of()));
                bundles.add(bundle(
                        "pigeon" + pigeon + ".in." + hole,
                        List.of(offer("pigeon" + pigeon, place)),
                        List.of(need("(&(osgi.wiring.package=" + place + ")(pigeon=p" + pigeon + "))"))));
            }
        }
        return bundles.stream();
    }

    /** Whoever needs the holes, too, sees who is in them: one each. */
    private static List<Clause> pigeonsAndHoles() {
        return names().map(name -> need("(osgi.wiring.package=" + name + ")")).toList();
    }

    private static Stream<String> names() {
        return Stream.concat(
                IntStream.range(0, PIGEONS).mapToObj(i -> "pigeon" + i),
                IntStream.range(0, PIGEONS - 1).mapToObj(i -> "hole" + i));
    }

    private static Clause offer(String name, String uses) {
        return clause(
                Map.of("osgi.wiring.package", name, "version:Version", "1.0.0"),
                uses.isEmpty() ? Map.of() : Map.of("uses", uses));
    }

    private static Clause need(String filter) {
        return clause(Map.of(), Map.of("filter", filter));
    }

    private static Clause clause(Map<String, String> attributes, Map<String, String> directives) {
        return new Clause("osgi.wiring.package", attributes, directives);
    }

    private static Bundle bundle(String name, List<Clause> offers, List<Clause> needs) {
        return new Bundle(name, "1.0.0", Blob.of(name.getBytes(StandardCharsets.UTF_8)), 80, offers, needs);
    }

    private static ModuleRelease module(String name, Bundle... bundles) {
        return new ModuleRelease(
                name,
                Version.parse("1.0.0"),
                name,
                "",
                "",
                List.of(),
                VersionRange.parse("[0.0.1,)"),
                List.of(bundles));
    }
}
