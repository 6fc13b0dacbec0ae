package dev.lockstep.signing.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteRootTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    /** Leaves a key open, and tests quick. */
    private static final char[] NONE = {};

    private static final ModuleRelease CHARTS = new ModuleRelease(
            "charts",
            Version.parse("1.0.0"),
            "Charts",
            "",
            "our own",
            List.of(),
            VersionRange.parse("[1.0.0,2.0.0)"),
            List.of(new ModuleRelease.Bundle("charts", "1.0.0", Blob.of(new byte[] {1}), 80, List.of(), List.of())));

    @TempDir
    private Path folder;

    private Clock clock = Clock.fixed(START, ZoneOffset.UTC);
    private Path server;
    private Path safe;

    @BeforeEach
    void aSiteWhoseRootKeyWasTakenAway() {
        server = folder.resolve("server");
        safe = folder.resolve("safe/root.pem");
        SiteRepository.create(server, clock).exportRootKey(safe, NONE);
        assign(1);
        follow("client");
    }

    @Test
    @DisplayName("LS-128 A client that missed several roots of its site follows with nothing done on it")
    void aClientThatWasAwayForLong() {
        for (int years = 3; years <= 27; years += 8) {
            clock = Clock.fixed(START.plus(Duration.ofDays(365L * years)), ZoneOffset.UTC);
            site().renewRoot(RootKey.in(safe, NONE), years == 11, Optional.empty());
        }
        assign(2);

        assertThat(follow("client")).isEqualTo(2);
        assertThat(site().expiries().get("root")).isEqualTo(clock.instant().plus(Duration.ofDays(3650)));
        assertThat(metadata()).contains("1.root.json", "2.root.json", "3.root.json", "4.root.json", "5.root.json");
        assertThat(follow("fresh client")).isEqualTo(2);
    }

    @Test
    @DisplayName("LS-128 Even a root that has ended is renewed, and clients follow again")
    void aRootThatHasEnded() {
        clock = Clock.fixed(START.plus(Duration.ofDays(4000)), ZoneOffset.UTC);
        site().renew();
        assertRefused(() -> follow("client"), ProblemCode.SITE_STALE);

        site().renewRoot(RootKey.in(safe, NONE), false, Optional.empty());

        assertThat(follow("client")).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "LS-161 After a break-in the online keys are exchanged: what the thief signs is refused, however high its versions")
    void stolenOnlineKeys() throws Exception {
        List<Signer> stolen = new SiteKeys(server.resolve("keys")).online();
        Path clean = copy("clean");
        Map<String, Long> far = Map.of("targets", 1L << 40, "snapshot", 1L << 40, "timestamp", 1L << 40);
        try (Publication attack = tuf(server).begin(KeyRing.of(stolen))) {
            attack.riseAbove(far);
            attack.commit();
        }
        assertThat(follow("client")).as("the thief owns the server").isEqualTo(1);
        server = clean;
        assertRefused(() -> follow("client"), ProblemCode.UNTRUSTED);

        site().renewRoot(RootKey.in(safe, NONE), true, Optional.empty());
        assign(2);
        assertThat(follow("client")).isEqualTo(2);

        Path thiefs = copy("thief's");
        try (Publication attack = tuf(thiefs).begin(KeyRing.of(stolen))) {
            assertThatThrownBy(attack::commit).hasMessageContaining("keys");
        }
        assertThat(files("keys").keySet()).containsExactlyInAnyOrder("targets.pem", "snapshot.pem", "timestamp.pem");
    }

    @Test
    @DisplayName("LS-161 The root key comes from its medium into memory, and no copy of it stays on the server")
    void theRootKeyLeavesNoCopy() throws IOException {
        String key = Files.readString(safe).lines().toList().get(1);
        Path second = folder.resolve("safe/second.pem");

        site().renewRoot(RootKey.in(safe, NONE), true, Optional.of(RootKey.in(second, NONE)));

        String next = Files.readString(second).lines().toList().get(1);
        try (Stream<Path> files = Files.walk(server)) {
            assertThat(files.filter(Files::isRegularFile))
                    .noneMatch(file -> contains(file, key) || contains(file, next));
        }
        assertRefused(
                () -> site().renewRoot(RootKey.in(safe, NONE), false, Optional.empty()), ProblemCode.KEY_UNUSABLE);
        site().renewRoot(RootKey.in(second, NONE), false, Optional.empty());
        assertThat(follow("client")).isEqualTo(1);
    }

    @Test
    void aRootKeyThatIsStillOnTheServerIsExchangedForOneThatIsNot() {
        server = folder.resolve("other");
        SiteRepository.create(server, clock);
        assign(1);
        follow("other client");
        Path first = folder.resolve("safe/first.pem");

        site().renewRoot(RootKey.onServer(), false, Optional.of(RootKey.in(first, NONE)));

        assertThat(site().holdsRootKey()).isFalse();
        assertThat(follow("other client")).isEqualTo(1);
    }

    @Test
    void aCeremonyThatCannotBeHeldLeavesTheSiteAsItWas() throws IOException {
        KeyFile.write(folder.resolve("safe/other.pem"), Ed25519Signer.generate(), NONE);
        KeyFile.write(folder.resolve("safe/locked.pem"), Ed25519Signer.generate(), "secret".toCharArray());
        List<String> before = everything();

        for (RootKey key : List.of(
                RootKey.in(folder.resolve("safe/none.pem"), NONE),
                RootKey.in(folder.resolve("safe/other.pem"), NONE),
                RootKey.in(folder.resolve("safe/locked.pem"), "wrong".toCharArray()))) {
            assertRefused(() -> site().renewRoot(key, true, Optional.empty()), ProblemCode.KEY_UNUSABLE);
            assertRefused(() -> site().appointApprover("anna", NONE, key), ProblemCode.KEY_UNUSABLE);
        }
        assertRefused(() -> site().renewRoot(RootKey.onServer(), true, Optional.empty()), ProblemCode.ROOT_KEY_MISSING);

        assertThat(everything()).isEqualTo(before);
        assertThat(follow("client")).isEqualTo(1);
    }

    @Test
    void aPowerCutBeforeTheRootIsWrittenLeavesKeysThatTheNextCeremonyRemoves() throws IOException {
        new SiteKeys(server.resolve("keys")).makeNext();
        assign(2);
        assertThat(follow("client")).isEqualTo(2);

        site().renewRoot(RootKey.in(safe, NONE), false, Optional.empty());

        assertThat(files("keys")).hasSize(3);
        assertThat(follow("client")).isEqualTo(2);
    }

    @Test
    void aPowerCutAfterTheRootWasWrittenLosesNoKey() throws Exception {
        SiteKeys keys = new SiteKeys(server.resolve("keys"));
        Map<String, RoleKeys> roles =
                new LinkedHashMap<>(RootPlan.of(new SiteCeremony(server.resolve("metadata/site"), keys, clock).root())
                        .roles());
        keys.makeNext().forEach((role, key) -> roles.put(role, RoleKeys.single(key.publicKey())));
        byte[] unused = tuf(server).rotate(RootPlan.of(roles), keys.ring(KeyFile.read(safe, NONE)));

        assign(2);
        assertThat(follow("client")).isEqualTo(2);
        site().renewRoot(RootKey.in(safe, NONE), false, Optional.empty());
        assertThat(files("keys")).hasSize(3);
        assign(3);
        assertThat(follow("client")).isEqualTo(3);
    }

    @Test
    @DisplayName("LS-067 A lost passphrase is no loss: another approver is named, and what was approved stays so")
    void anotherApprover() {
        RootKey root = RootKey.in(safe, NONE);
        site().appointApprover("anna", NONE, root);
        site().approve(CHARTS, NONE);
        assertThat(approved()).hasSize(1);
        char[] secret = "of boris".toCharArray();

        site().appointApprover("boris", secret, root);
        assertThat(site().approvers()).containsExactly("anna", "boris");
        assertThat(approved()).as("signed again").hasSize(1);
        assertRefused(() -> site().dismissApprover("clara", secret, root), ProblemCode.APPROVER_UNKNOWN);
        assertRefused(() -> site().dismissApprover("anna", "of anna".toCharArray(), root), ProblemCode.KEY_UNUSABLE);
        site().dismissApprover("anna", secret, root);
        assertThat(approved()).hasSize(1);
        assertThat(files("keys")).as("online keys and that of boris").hasSize(4);

        site().appointApprover("boris", NONE, root);
        assertThat(files("keys")).as("online keys and the new one of boris").hasSize(4);
        assertThat(approved()).hasSize(1);
        site().dismissApprover("boris", NONE, root);
        assertThat(approved()).isEmpty();
        assertThat(site().approvers()).isEmpty();
    }

    private SiteRepository site() {
        return SiteRepository.open(server, clock).orElseThrow();
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assign(long counter) {
        site().assign(List.of(
                new SiteAssignment(new Audience.Everybody(), counter, Optional.empty(), List.of(), true)));
    }

    /** The counter of the assignment that a client takes. */
    private long follow(String client) {
        return refreshed(client).assignmentFor("x").orElseThrow().counter();
    }

    private List<TargetFile> approved() {
        return refreshed("client").approved();
    }

    private SiteMetadata refreshed(String client) {
        return new SiteTrust(folder.resolve(client), Optional::empty, clock).refresh(new FolderTransport(server));
    }

    private TufRepository tuf(Path site) {
        return new TufRepository(site.resolve("metadata/site"), clock, SiteRepository.USUAL);
    }

    private List<String> metadata() {
        return new ArrayList<>(new TreeMap<>(files("metadata/site")).keySet());
    }

    private List<String> everything() {
        return new ArrayList<>(new TreeMap<>(files("")).keySet());
    }

    private Map<String, Path> files(String below) {
        Path base = server.resolve(below);
        try (Stream<Path> all = Files.walk(base)) {
            Map<String, Path> files = new TreeMap<>();
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(base.relativize(file).toString(), file));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(server)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(server.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static void assertRefused(ThrowingCallable work, ProblemCode code) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(code));
    }
}
