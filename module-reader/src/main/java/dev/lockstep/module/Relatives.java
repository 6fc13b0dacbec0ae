package dev.lockstep.module;

import dev.lockstep.core.archive.SafeArchive;
import dev.lockstep.core.release.ModuleRelease.Clause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Bundles that are published together, of which some are one bundle at run time: a host and its fragments (OSGi Core 8, section
 * 3.14). Who attaches to whom is what the framework would find, were these the only bundles there are.
 */
final class Relatives {
    private final Collection<Path> all;

    Relatives(Collection<Path> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Where the texts of a bundle are: itself and its fragments; of a fragment, its host and all that one's fragments, or itself if
     * its host is not among them.
     */
    List<Path> textsOf(Path jar, BundleManifest manifest) throws IOException {
        List<Path> family = new ArrayList<>();
        BundleManifest host = manifest;
        if (hostOf(manifest).isPresent()) {
            Optional<Member> found = members()
                    .filter(member -> attaches(manifest, member.manifest()))
                    .findFirst();
            family.add(found.map(Member::jar).orElse(jar));
            host = found.map(Member::manifest).orElse(manifest);
        } else {
            family.add(jar);
        }
        for (Member member : members().toList()) {
            if (attaches(member.manifest(), host)) {
                family.add(member.jar());
            }
        }
        return family;
    }

    /** Those that can be read; of the others the publisher hears when it is their turn. */
    private Stream<Member> members() throws IOException {
        List<Member> members = new ArrayList<>();
        for (Path jar : all) {
            try (JarFile file = SafeArchive.open(jar)) {
                Optional<Map<String, String>> headers = ModuleReader.headers(file, JarFile.MANIFEST_NAME);
                if (headers.isPresent()) {
                    members.add(new Member(jar, BundleManifest.read(headers.get())));
                }
            } catch (java.util.zip.ZipException | IllegalArgumentException unusable) {
                // Nobody attaches to it, and it attaches to nobody.
            }
        }
        return members.stream();
    }

    private static Optional<Clause> hostOf(BundleManifest manifest) {
        return manifest.requirements().stream()
                .filter(requirement -> requirement.namespace().equals(BundleManifest.HOST))
                .findFirst();
    }

    private static boolean attaches(BundleManifest fragment, BundleManifest host) {
        Optional<TypedClause> wanted = hostOf(fragment).map(TypedClause::requirement);
        return wanted.isPresent()
                && host.capabilities().stream()
                        .filter(offered -> offered.namespace().equals(BundleManifest.HOST))
                        .map(TypedClause::capability)
                        .anyMatch(offered -> wanted.get()
                                .filter()
                                .filter(filter -> filter.matches(offered.attributes()))
                                .isPresent());
    }

    private record Member(Path jar, BundleManifest manifest) {}
}
