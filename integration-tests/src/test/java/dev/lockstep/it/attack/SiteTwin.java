package dev.lockstep.it.attack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteAssignment.AssignedModule;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.TufRepository;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A copy of a server's site with all its online keys, in the hands of somebody who broke into the server. */
final class SiteTwin {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int AHEAD = 10;

    private final Path folder;

    private SiteTwin(Path folder) {
        this.folder = folder;
    }

    /** Copies the site as it is now. */
    static SiteTwin of(Path site, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(site.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return new SiteTwin(folder);
    }

    /** Another site, with keys of its own, which assigns what this one does, and is further. */
    static SiteTwin stranger(Path site, Path folder) {
        SiteRepository own = SiteRepository.open(site, CLOCK).orElseThrow();
        SiteRepository other = SiteRepository.create(folder, CLOCK);
        other.assign(own.published().assignments());
        SiteTwin twin = new SiteTwin(folder);
        twin.getAhead();
        return twin;
    }

    private SiteRepository repository() {
        return SiteRepository.open(folder, CLOCK).orElseThrow();
    }

    /**
     * Takes versions that the real server does not reach meanwhile: when a roll-out ends, it signs once more on its own, and of two
     * files with one version a computer takes none but the first.
     */
    private void getAhead() {
        Map<String, Long> versions = new TreeMap<>(repository().published().versions());
        versions.replaceAll((role, version) -> version + AHEAD);
        repository().riseAbove(versions);
    }

    /** Assigns to everybody what they have, and a module of his own besides. */
    void demandModule(String name) {
        getAhead();
        SiteAssignment everybody = repository().published().assignments().get(0);
        Blob description = Blob.of(name.getBytes(StandardCharsets.UTF_8));
        repository()
                .assign(List.of(new SiteAssignment(
                        everybody.audience(),
                        everybody.counter() + 1,
                        everybody.release(),
                        List.of(new AssignedModule(name, Version.parse("1.0.0"), description)),
                        true)));
    }

    /** Signs what is for everybody as if it were for one computer. */
    void readdress(String node) throws IOException {
        getAhead();
        Ed25519Signer[] keys = new Ed25519Signer[3];
        try {
            int count = 0;
            for (String role : List.of("targets", "snapshot", "timestamp")) {
                keys[count++] = KeyFile.read(folder.resolve("keys").resolve(role + ".pem"), new char[0]);
            }
            TufRepository tuf = new TufRepository(folder.resolve("metadata/site"), CLOCK, Lifetimes.vendor());
            try (Publication change = tuf.begin(KeyRing.of(keys))) {
                TargetFile all = change.targets("targets").get(new Audience.Everybody().targetName());
                TargetFile readdressed = new TargetFile(
                        new Audience.Computer(node).targetName(), all.length(), all.hashes(), forComputer(node));
                Path copy = ConsistentNames.target(folder.resolve("targets"), readdressed);
                Files.createDirectories(copy.getParent());
                Files.copy(ConsistentNames.target(folder.resolve("targets"), all), copy);
                change.add(readdressed);
                change.commit();
            }
        } catch (CodedException e) {
            throw new IllegalStateException("the thief cannot sign", e);
        }
    }

    /** What the site signed so long ago that it has expired by now. */
    Map<String, byte[]> aged(Instant expired) throws IOException {
        getAhead();
        Forgery old = new Forgery(folder.resolve("metadata/site"), "metadata/site/")
                .holding("timestamp", List.of(folder.resolve("keys/timestamp.pem")))
                .expiring(expired);
        for (Map.Entry<String, byte[]> file : old.files().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return files();
    }

    private static ObjectNode forComputer(String node) {
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep").put("kind", "assignment").putObject("for").put("computer", node);
        return custom;
    }

    /** The real server signs again above what he signed, as its administrator has it do after a theft. */
    void isOutdone(Path site) {
        SiteRepository.open(site, CLOCK)
                .orElseThrow()
                .riseAbove(repository().published().versions());
    }

    /** All that a server would serve of it, by the paths that it is asked for. */
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String served : List.of("metadata", "targets")) {
            try (Stream<Path> found = Files.walk(folder.resolve(served))) {
                for (Path file : found.filter(Files::isRegularFile).toList()) {
                    files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + folder, e);
            }
        }
        return files;
    }
}
