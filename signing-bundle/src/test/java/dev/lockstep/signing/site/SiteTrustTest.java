package dev.lockstep.signing.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.site.AssignmentJson;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTrustTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Blob ONE = Blob.of(new byte[] {1});
    private static final Blob TWO = Blob.of(new byte[] {2});

    @TempDir
    private Path folder;

    private Clock clock = at(START);
    private Path server;

    @BeforeEach
    void aSite() {
        server = folder.resolve("server");
        SiteRepository.create(server, clock).assign(List.of(everybody(1, "1.0.0", ONE)));
    }

    @Test
    @DisplayName("LS-178 A damaged assignment of the own site is told as this computer's file, with its cure")
    void theOwnAssignmentIsDamaged() throws IOException {
        PublishedSite published = new PublishedSite(server, clock);
        assertThat(published.read().orElseThrow().assignments()).hasSize(1);
        try (Stream<Path> files = Files.walk(server.resolve("targets"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                DurableFiles.delete(file);
                Files.write(file, bytes);
            }
        }
        SiteMetadata damaged = new PublishedSite(server, clock).read().orElseThrow();
        assertThatThrownBy(damaged::assignments)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SITE_DAMAGED))
                .hasMessageContaining(server.toString())
                .hasMessageContaining("lockstep:site-restore");
    }

    @Test
    @DisplayName("LS-128 A computer trusts the site that it meets first, and follows what it signs")
    void theFirstSiteIsFollowed() {
        SiteMetadata met = client().refresh(from(server));

        assertThat(met.assignmentFor("anybody")).contains(everybody(1, "1.0.0", ONE));
        repository().assign(List.of(everybody(2, "1.1.0", TWO)));
        assertThat(client().refresh(from(server)).assignmentFor("anybody")).contains(everybody(2, "1.1.0", TWO));
        assertThat(client().fingerprint()).contains(repository().fingerprint());
    }

    @Test
    @DisplayName(
            "LS-128 A server that is really new is refused in one sentence that says what to do, until it is trusted by hand")
    void anotherSiteHasToBeTrustedExplicitly() {
        client().refresh(from(server));
        Path other = folder.resolve("other");
        SiteRepository another = SiteRepository.create(other, clock);
        another.assign(List.of(everybody(1, "9.9.9", TWO)));

        assertRefused(() -> client().refresh(from(other)), ProblemCode.SITE_CHANGED)
                .hasMessageContaining("its fingerprint is " + another.fingerprint() + ", not "
                        + repository().fingerprint())
                .hasMessageContaining("This computer changes nothing and goes on with what it has")
                .hasMessageContaining("trust it here with lockstep:trust-site");
        assertThat(client().refresh(from(server)).assignmentFor("x"))
                .as("its own site is still trusted")
                .isPresent();

        assertRefused(() -> client().trust(repository().fingerprint(), from(other)), ProblemCode.SITE_CHANGED);
        assertThat(client().offered(from(other))).isEqualTo(another.fingerprint());
        client().trust(another.fingerprint(), from(other));

        assertThat(client().refresh(from(other)).assignmentFor("x")).contains(everybody(1, "9.9.9", TWO));
        assertRefused(() -> client().refresh(from(server)), ProblemCode.SITE_CHANGED);
    }

    @Test
    void aRootThatWasPutInPlaceLeavesNothingToTheFirstContact() {
        Path other = folder.resolve("other");
        SiteRepository.create(other, clock).assign(List.of(everybody(1, "1.0.0", ONE)));
        byte[] root = read(server, "1.root.json");
        SiteTrust pinned = new SiteTrust(folder.resolve("trust"), () -> Optional.of(root), clock);

        assertRefused(() -> pinned.refresh(from(other)), ProblemCode.SITE_CHANGED);
        assertThat(pinned.refresh(from(server)).assignmentFor("x")).isPresent();
    }

    @Test
    @DisplayName(
            "LS-176: The first root, which says what site it is, comes again when the disk damaged it, and blames no server")
    void theFirstRootIsDamaged() throws IOException {
        client().refresh(from(server));
        Path first = folder.resolve("trust/roots/1.root.json");
        for (byte[] damage : List.of(new byte[0], new byte[700], "{\"signed\": {}}".getBytes(UTF_8))) {
            Files.write(first, damage);
            assertThat(client().fingerprint()).contains(repository().fingerprint());
            assertThat(client().trusted(() -> from(server))).isPresent();
            assertThat(folder.resolve("trust/roots/1.root.json.damaged")).hasBinaryContent(damage);
            assertThat(first).hasBinaryContent(read(server, "1.root.json"));
        }
        repository().renewRoot(RootKey.onServer(), false, Optional.empty());
        client().refresh(from(server));
        Files.write(first, new byte[0]);
        assertThat(client().refresh(from(server)).assignmentFor("x")).isPresent();
        assertThat(client().fingerprint()).contains(repository().fingerprint());
        assertThat(first).hasBinaryContent(read(server, "1.root.json"));
    }

    @Test
    @DisplayName(
            "LS-176: If nothing is left that says what site it is, that file is named and no site is taken for it, until somebody says so")
    void nothingIsLeftThatSaysWhatSiteItIs() throws IOException {
        client().refresh(from(server));
        Path first = folder.resolve("trust/roots/1.root.json");
        Files.write(first, new byte[0]);
        Files.write(folder.resolve("trust/root.json"), new byte[0]);
        Path other = folder.resolve("other");
        SiteRepository.create(other, clock).assign(List.of(everybody(1, "9.9.9", TWO)));
        for (Path asked : List.of(other, server)) {
            assertRefused(() -> client().refresh(from(asked)), ProblemCode.STATE_DAMAGED)
                    .hasMessageContaining(first.toString())
                    .hasMessageContaining("compare its fingerprint");
        }
        byte[] root = read(server, "1.root.json");
        SiteTrust pinned = new SiteTrust(folder.resolve("trust"), () -> Optional.of(root), clock);
        assertThat(pinned.refresh(from(server)).assignmentFor("x")).isPresent();

        Files.write(first, new byte[0]);
        Files.write(folder.resolve("trust/root.json"), new byte[0]);
        assertThat(client().trust(repository().fingerprint(), from(server)).assignmentFor("x"))
                .isPresent();
    }

    @Test
    void aRootThatTheDiskLostIsNoReasonToTrustAnotherSite() throws IOException {
        Path other = folder.resolve("other");
        SiteRepository.create(other, clock).assign(List.of(everybody(1, "9.9.9", TWO)));
        client().refresh(from(server));

        Files.delete(folder.resolve("trust/root.json"));
        assertRefused(() -> client().refresh(from(other)), ProblemCode.SITE_CHANGED);
        Files.writeString(folder.resolve("trust/root.json"), "{}");
        assertRefused(() -> client().refresh(from(other)), ProblemCode.SITE_CHANGED);
        Files.writeString(folder.resolve("trust/root.json"), "{}");
        assertThat(client().trusted(() -> from(server))).isPresent();
        assertThat(client().refresh(from(server)).assignmentFor("x")).isPresent();
    }

    @Test
    @DisplayName("LS-161 Rollback: what the site said before is refused, and nothing is forgotten")
    void anOlderStateIsRefused() {
        Path recorded = copy("recorded");
        repository().assign(List.of(everybody(2, "1.1.0", TWO)));
        client().refresh(from(server));

        assertRefused(() -> client().refresh(from(recorded)), ProblemCode.UNTRUSTED)
                .hasMessageContaining("of its site")
                .hasMessageContaining("Nothing was installed");
        assertThat(client().refresh(from(server)).assignmentFor("x")).contains(everybody(2, "1.1.0", TWO));
    }

    @Test
    @DisplayName(
            "LS-161 Freeze: a site that is not signed again is followed no longer than a day, and the reason is said")
    void anExpiredTimestampIsRefused() {
        client().refresh(from(server));
        clock = at(START.plus(Duration.ofHours(25)));

        assertRefused(() -> client().refresh(from(server)), ProblemCode.SITE_STALE)
                .hasMessageContaining("expired at 2026-11-23T12:00:00Z (it is 2026-11-23T13:00:00Z)")
                .hasMessageContaining("Check the clocks of both computers");

        repository().renew();
        assertThat(client().refresh(from(server)).assignmentFor("x")).isPresent();
    }

    @Test
    void everythingIsSignedAgainLongBeforeItExpires() {
        for (int week = 0; week < 9; week++) {
            clock = at(START.plus(Duration.ofDays(7L * week)));
            repository().renew();
        }
        clock = Clock.offset(clock, Duration.ofHours(23));

        assertThat(client().refresh(from(server)).assignmentFor("x")).isPresent();
    }

    @Test
    @DisplayName("LS-161 Wrong recipient: an assignment for others is refused even where it is signed as one's own")
    void anAssignmentForOthersIsRefused() throws Exception {
        TargetFile forAll;
        try (Publication attack = new TufRepository(server.resolve("metadata/site"), clock, Lifetimes.vendor())
                .begin(new SiteKeys(server.resolve("keys")).ring())) {
            forAll = attack.targets("targets").get("assignments/all.json");
            TargetFile replayed = new TargetFile(
                    "assignments/computers/node-1.json",
                    forAll.length(),
                    forAll.hashes(),
                    AssignmentJson.custom(new Audience.Computer("node-1")));
            Path copy = ConsistentNames.target(server.resolve("targets"), replayed);
            Files.createDirectories(copy.getParent());
            Files.copy(ConsistentNames.target(server.resolve("targets"), forAll), copy);
            attack.add(replayed);
            attack.commit();
        }
        SiteMetadata site = client().refresh(from(server));

        assertRefused(() -> site.assignmentFor("node-1"), ProblemCode.UNTRUSTED)
                .hasMessageContaining("assignments/computers/node-1.json is for everybody");
        assertThat(site.assignmentFor("node-2")).isPresent();
    }

    @Test
    @DisplayName(
            "LS-161 Replay: an old assignment under the path of the new one is refused, although the site signed it once")
    void anOldAssignmentIsRefused() throws IOException {
        String old = client().refresh(from(server)).assignmentFiles().get(0);
        repository().assign(List.of(everybody(2, "1.1.0", TWO)));
        SiteMetadata site = client().refresh(from(server));
        Files.copy(
                server.resolve(old),
                server.resolve(site.assignmentFiles().get(0)),
                StandardCopyOption.REPLACE_EXISTING);

        assertRefused(() -> site.assignmentFor("x"), ProblemCode.UNTRUSTED)
                .hasMessageContaining("assignments/all.json");
    }

    @Test
    void theClosestAssignmentCountsAndAnotherComputersNever() {
        SiteAssignment pilot =
                new SiteAssignment(group("pilot", "node-1", "node-2"), 2, release("1.1.0", TWO), List.of(), true);
        SiteAssignment single =
                new SiteAssignment(new Audience.Computer("node-2"), 3, release("1.2.0", ONE), List.of(), true);
        repository().assign(List.of(pilot, single));
        SiteMetadata site = client().refresh(from(server));

        assertThat(site.assignmentFor("node-1")).contains(pilot);
        assertThat(site.assignmentFor("node-2")).contains(single);
        assertThat(site.assignmentFor("node-3")).contains(everybody(1, "1.0.0", ONE));

        repository().withdraw(new Audience.Computer("node-2"));
        assertThat(client().refresh(from(server)).assignmentFor("node-2")).contains(pilot);
        assertThatThrownBy(() -> repository()
                        .assign(List.of(
                                new SiteAssignment(group("other", "node-1"), 4, Optional.empty(), List.of(), false))))
                .hasMessage("the computer node-1 would be in the groups other and pilot");
    }

    @Test
    @DisplayName(
            "LS-128 After a backup was restored that is older than the computers, they follow with nothing done on them")
    void versionsRiseAboveAnOldBackup() throws IOException {
        Path backup = copy("backup");
        for (int i = 2; i < 12; i++) {
            repository().assign(List.of(everybody(i, "1." + i + ".0", TWO)));
        }
        client().refresh(from(server));
        DurableFiles.deleteTree(server);
        Files.move(backup, server);
        assertRefused(() -> client().refresh(from(server)), ProblemCode.UNTRUSTED);

        repository().riseAfterRestore();

        assertThat(client().refresh(from(server)).assignmentFor("x")).contains(everybody(1, "1.0.0", ONE));
        assertThat(client().fingerprint()).contains(repository().fingerprint());
    }

    @Test
    void whatNobodyAsksForAnyMoreIsRemovedAfterADay() throws IOException {
        client().refresh(from(server));
        for (int i = 2; i < 6; i++) {
            repository().assign(List.of(everybody(i, "1." + i + ".0", TWO)));
        }
        SiteRepository.prune(server, clock);
        assertThat(names()).as("written just now").hasSizeGreaterThan(12);

        clock = at(Instant.now().plus(Duration.ofHours(25)));
        SiteRepository.prune(server, clock);

        assertThat(names()).containsExactly("1.root.json", "6.snapshot.json", "6.targets.json", "timestamp.json");
        try (Stream<Path> left = Files.list(server.resolve("targets/assignments"))) {
            assertThat(left).hasSize(1);
        }
        clock = at(START);
        assertThat(client().refresh(from(server)).assignmentFor("x")).contains(everybody(5, "1.5.0", TWO));
        repository().assign(List.of(everybody(6, "1.6.0", TWO)));
        assertThat(client().refresh(from(server)).assignmentFor("x")).contains(everybody(6, "1.6.0", TWO));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(server.resolve("metadata/site"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aSiteWhoseFilesWereAlteredSaysNothingMore() throws IOException {
        Files.writeString(server.resolve("metadata/site/timestamp.json"), "{}");

        assertRefused(() -> repository().assign(List.of(everybody(2, "1.1.0", TWO))), ProblemCode.SITE_DAMAGED)
                .hasMessageContaining("Restore the backup with lockstep:site-restore");
    }

    private SiteTrust client() {
        return new SiteTrust(folder.resolve("trust"), Optional::empty, clock);
    }

    private SiteRepository repository() {
        return SiteRepository.open(server, clock).orElseThrow();
    }

    private static Transport from(Path base) {
        return new FolderTransport(base);
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    private static Audience.Group group(String name, String... members) {
        return new Audience.Group(name, new TreeSet<>(List.of(members)));
    }

    private static SiteAssignment everybody(long counter, String version, Blob description) {
        return new SiteAssignment(new Audience.Everybody(), counter, release(version, description), List.of(), true);
    }

    private static Optional<SiteAssignment.AssignedRelease> release(String version, Blob description) {
        return Optional.of(new SiteAssignment.AssignedRelease(Version.parse(version), description));
    }

    private static byte[] read(Path base, String name) {
        try {
            return Files.readAllBytes(base.resolve("metadata/site").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copy(String name) {
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(server)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(server.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            ThrowingCallable work, ProblemCode code) {
        return assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(code));
    }
}
