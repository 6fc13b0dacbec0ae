package dev.lockstep.distribution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.cli.VendorsProgram;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.node.OfflineImport.Offer;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A vendor with the program {@code lockstep}, a medium, and a server that no network reaches. */
@Timeout(300)
class ClosedNetworkTest {
    private static final Version V1 = Version.parse("1.0.0");
    private static final Version V2 = Version.parse("1.1.0");

    @TempDir
    private Path folder;

    private final VendorsProgram program = new VendorsProgram(Clock.systemUTC());
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<AuditEvent> audited = new ArrayList<>();
    private Path updates;
    private Path medium;

    @BeforeEach
    void vendor() throws Exception {
        medium = Files.createDirectory(folder.resolve("medium"));
        updates = vendor("updates");
        publish(updates, "1.0.0");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Path vendor(String name) {
        Path published = folder.resolve(name);
        program.succeed("init-repository", published, "--no-passphrase");
        return published;
    }

    private void publish(Path published, String version, Object... options) throws IOException {
        Path server = Files.createDirectories(folder.resolve("build-" + version).resolve("lib"));
        byte[] library = new byte[300_000];
        new Random(1).nextBytes(library);
        Files.write(server.resolve("library.jar"), library);
        Files.writeString(server.resolve("server.txt"), "the server of " + version);
        program.succeed(Stream.concat(
                        Stream.of(
                                "publish",
                                published,
                                "--release",
                                version,
                                "--component",
                                "metering-server=" + server.getParent()),
                        Arrays.stream(options))
                .toArray());
    }

    private TestNode site(String name) throws IOException {
        TestNode node = new TestNode(
                name,
                folder.resolve(name),
                Files.readAllBytes(updates.resolve("metadata/vendor/1.root.json")),
                3,
                audited::add);
        open.add(node);
        return node;
    }

    private Path export(String name, Object... options) {
        Path file = medium.resolve(name + ".lockstep");
        program.succeed(Stream.concat(Stream.of("export", updates, "--out", file), Arrays.stream(options))
                .toArray());
        return file;
    }

    private Offer take(TestNode site, Path bundle) {
        return site.distribution.take(bundle, Progress.SILENT);
    }

    /** Tries to import something, and sees that all is as it was. */
    private String refused(TestNode site, Path bundle, ProblemCode code) throws IOException {
        SortedMap<String, String> before = state(site);
        State distributable = site.distribution.state();
        ProblemException simulated =
                catchThrowableOfType(ProblemException.class, () -> site.distribution.take(bundle, Progress.SILENT));
        assertThat(simulated).as("what is refused").isNotNull();
        assertThat(simulated.problem().code()).as(simulated.getMessage()).isEqualTo(code);
        assertThat(state(site)).as("trust and distribution folder").isEqualTo(before);
        assertThat(site.distribution.state()).isEqualTo(distributable);
        assertThat(audited.get(audited.size() - 1).result()).contains(code.code());
        return simulated.getMessage();
    }

    private SortedMap<String, String> state(TestNode site) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (String part : List.of("trust", "distribution")) {
            Path base = site.data.resolve(part);
            if (Files.exists(base)) {
                try (Stream<Path> all = Files.walk(base)) {
                    for (Path file : all.filter(Files::isRegularFile).toList()) {
                        files.put(
                                base.relativize(file).toString(),
                                Blob.of(Files.readAllBytes(file)).digest().hex());
                    }
                }
            }
        }
        return files;
    }

    @Test
    @DisplayName(
            "LS-160 LS-126 A bundle that a vendor exported is imported, and computers below take the release from there")
    void imported() throws Exception {
        String said = program.succeed("export", updates, "--out", medium.resolve("plant.lockstep"), "--expires", "90d");
        assertThat(said)
                .contains("plant.lockstep: complete, ")
                .contains("  release 1.0.0")
                .contains("Signed by the vendor for this bundle")
                .contains("90 days from now");
        assertThat(program.succeed("verify", medium))
                .contains("Signed by the vendor for this bundle.")
                .contains("Sound: a site would import it until ");
        TestNode site = site("site");

        Offer offer = site.distribution.inspect(medium, Progress.SILENT);
        assertThat(site.distribution.state()).isEqualTo(new State.Empty());
        List<String> steps = new ArrayList<>();
        Offer taken = site.distribution.take(medium, (step, done, total) -> steps.add(step));

        assertThat(taken).isEqualTo(offer);
        assertThat(steps).contains("import");
        assertThat(taken.signedForIt()).isTrue();
        assertThat(taken.expires()).isAfter(Instant.now().plus(Duration.ofDays(89)));
        assertThat(site.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
        assertThat(audited.get(audited.size() - 1).to()).isEqualTo("release 1.0.0");
        TestNode below = site("below").from(site);
        below.mirror("1.0.0");
        assertThat(below.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
        VendorMetadata seen = below.trust.trusted(below::transport).orElseThrow();
        assertThat(seen.validity().expires().get("timestamp"))
                .as("the whole site lives as long as the bundle says")
                .isEqualTo(taken.expires());
    }

    @Test
    @DisplayName("LS-160 A difference brings only what the site's signed status file says is missing")
    void difference() throws Exception {
        TestNode site = site("site");
        take(site, export("first"));
        publish(updates, "1.1.0");
        Path status = status(site);

        Path difference = export("difference", "--since", status);

        assertThat(Files.size(difference)).isLessThan(100_000L);
        assertThat(Files.size(export("complete"))).isGreaterThan(300_000L);
        Offer taken = take(site, difference);
        assertThat(taken.since()).isPresent();
        assertThat(taken.releases()).containsExactly(V2);
        assertThat(site.distribution.state()).isEqualTo(new State.Ready(List.of(V1, V2)));

        TestNode other = site("other");
        assertThat(refused(other, difference, ProblemCode.BUNDLE_PARTIAL))
                .contains("with 293.0 KiB is neither in it nor on this computer")
                .contains("have one exported since a new status file of this site");
        assertThat(program.succeed(
                        "export", updates, "--out", medium.resolve("none.lockstep"), "--since", status(site)))
                .contains("nothing that the site does not have, but the vendor's word that there is nothing newer");
        assertThat(take(site, medium.resolve("none.lockstep")).releases()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-184: a site that no network reaches hears by a bundle what is withdrawn; what it holds of that stays")
    void aWithdrawalComesByBundle() throws Exception {
        TestNode site = site("site");
        take(site, export("first"));
        program.succeed("withdraw", updates, "--release", "1.0.0", "--reason", "It loses readings.");

        take(site, export("word", "--since", status(site)));

        assertThat(site.trust
                        .trusted(site::transport)
                        .orElseThrow()
                        .withdrawals()
                        .of(V1))
                .hasValueSatisfying(entry -> assertThat(entry.reason()).isEqualTo("It loses readings."));
        assertThat(site.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @Test
    @DisplayName(
            "LS-184: a withdrawn release is mirrored nowhere, neither for itself nor on the way to another; one that is held stays")
    void aWithdrawnReleaseIsNotMirrored() throws Exception {
        publish(updates, "1.1.0");
        publish(updates, "1.2.0", "--floor", "1.1.0");
        TestNode before = site("before").from(updates);
        before.mirror("1.1.0");
        program.succeed("withdraw", updates, "--release", "1.1.0", "--reason", "It loses readings.");
        TestNode site = site("site").from(updates);

        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> site.mirror("1.1.0"));
        site.mirror("1.2.0");
        before.mirror("1.2.0");
        before.mirror("1.1.0");

        assertThat(refused.problem().code()).isEqualTo(ProblemCode.RELEASE_WITHDRAWN);
        assertThat(refused).hasMessageContaining("the vendor has withdrawn it").hasMessageContaining("loses readings");
        assertThat(site.distribution.state()).isEqualTo(new State.Ready(List.of(Version.parse("1.2.0"))));
        assertThat(before.distribution.state())
                .isEqualTo(new State.Ready(List.of(Version.parse("1.1.0"), Version.parse("1.2.0"))));
    }

    @Test
    @DisplayName("LS-191: A bundle brings a release with all that lead to it, and computers below get them from there")
    void floorsOfFloors() throws Exception {
        publish(updates, "2.0.0", "--floor", "1.0.0");
        publish(updates, "3.0.0", "--floor", "2.0.0");
        List<Version> all = List.of(V1, Version.parse("2.0.0"), Version.parse("3.0.0"));
        TestNode site = site("site");

        assertThat(take(site, export("floors", "--release", "3.0.0")).releases())
                .containsExactlyElementsOf(all);

        assertThat(site.distribution.state()).isEqualTo(new State.Ready(all));
        TestNode below = site("below").from(site);
        below.mirror("3.0.0");
        assertThat(below.distribution.state()).isEqualTo(new State.Ready(all));
    }

    /** What a server of a site writes, with the distribution folder of a test node. */
    private Path status(TestNode site) throws IOException {
        Path sites = site.data.resolve("site");
        SiteRepository repository = SiteRepository.open(sites, Clock.systemUTC())
                .orElseGet(() -> SiteRepository.create(sites, Clock.systemUTC()));
        VendorMetadata vendor = site.trust.trusted(site::transport).orElseThrow();
        SortedMap<String, Blob> held = new TreeMap<>();
        for (Version version : ((State.Ready) site.distribution.state()).releases()) {
            String name = Release.targetName(version);
            held.put(name, vendor.target(name).orElseThrow());
        }
        Path file = medium.resolve("status.json");
        Files.write(
                file,
                repository.signed(new SiteStatus(
                        repository.fingerprint(),
                        Instant.parse("2026-11-22T10:00:00Z"),
                        Optional.of(SiteStatus.Vendor.of(vendor)),
                        Optional.of(V1),
                        held,
                        List.of(),
                        Optional.of(AuditHead.EMPTY))));
        return file;
    }

    @Test
    @DisplayName(
            "LS-160 An operator exports from a connected server, and cannot make it live longer than the vendor signed")
    void operator() throws Exception {
        publish(updates, "1.1.0");
        TestNode connected = site("connected").from(updates);
        connected.mirror("1.1.0");
        Path home = folder.resolve("connected");
        Files.createDirectories(home.resolve("data/lockstep"));
        Files.move(home.resolve("data/store"), home.resolve("data/lockstep/store"));
        Files.move(home.resolve("data/distribution"), home.resolve("data/lockstep/distribution"));
        Path bundle = medium.resolve("operator.lockstep");

        assertThat(program.run("export", home, "--out", bundle, "--expires", "90d")
                        .text())
                .contains("Only the vendor's timestamp key can say how long the file may be imported");
        assertThat(program.succeed("export", home, "--out", bundle))
                .contains("  release 1.1.0")
                .contains("the vendor's own timestamp goes along")
                .contains("30 days from now");
        Offer taken = take(site("site"), bundle);
        assertThat(taken.signedForIt()).isFalse();
        assertThat(taken.expires()).isBefore(Instant.now().plus(Duration.ofDays(31)));
    }

    @Test
    @DisplayName("LS-160 A bundle in which any byte was changed is refused, and nothing has changed")
    void altered() throws Exception {
        Path good = export("good");
        byte[] bytes = Files.readAllBytes(good);
        Path bad = medium.resolve("bad.lockstep");
        Random random = new Random(7);
        for (int i = 0; i < 25; i++) {
            // What a site has already it does not read again, so each has nothing.
            TestNode fresh = site("site-" + i);
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(bad, changed);
            ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> take(fresh, bad));
            assertThat(refusal).as("change " + i).isNotNull();
            assertThat(refusal.problem().code())
                    .as(refusal.getMessage())
                    .isIn(ProblemCode.BUNDLE_ALTERED, ProblemCode.BUNDLE_PARTIAL, ProblemCode.BUNDLE_UNREADABLE);
            assertThat(fresh.distribution.state()).isEqualTo(new State.Empty());
        }
        TestNode site = site("site");
        byte[] payload = bytes.clone();
        int at = indexOf(payload, "the server of 1.0.0");
        payload[at] = 'T';
        Files.write(bad, payload);
        assertThat(refused(site, bad, ProblemCode.BUNDLE_ALTERED))
                .contains("bad.lockstep is not as it was made: the file sha256/")
                .contains("is not the one that the vendor signed")
                .contains("Nothing was changed here.");
        assertThat(program.run("verify", bad).text()).contains("LS-BUNDLE-ALTERED");
        Files.write(bad, Arrays.copyOf(bytes, bytes.length + 512));
        assertThat(refused(site, bad, ProblemCode.BUNDLE_ALTERED)).contains("512 bytes stand behind its end");
        take(site, good);
    }

    @Test
    @DisplayName(
            "LS-160 Each file that a bundle lists is the one that was listed, or is named; in a folder and in an archive")
    void listedFiles() throws Exception {
        Path good = unpack(export("good"), "good");
        Set<String> listed = OfflineBundle.open(good).contents().files().keySet();
        assertThat(listed).hasSizeGreaterThan(3);
        TestNode site = site("site");
        for (String file : listed) {
            byte[] bytes = Files.readAllBytes(good.resolve(file));
            byte[] altered = bytes.clone();
            // What it says stays the same, and it would be verified like the one that was listed.
            altered[altered.length - 1] = altered[altered.length - 1] == '\n' ? (byte) ' ' : (byte) '\n';
            Files.write(good.resolve(file), altered);
            assertThat(refused(site, good, ProblemCode.BUNDLE_ALTERED))
                    .contains("the file " + file + " in it is another one than its list says");
            Files.write(good.resolve(file), bytes);
        }
        take(site, good);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    @DisplayName("LS-160 A bundle that was cut off is refused as partial, and the import goes on when it is whole")
    void partial() throws Exception {
        Path good = export("good");
        TestNode site = site("site");
        Path cut = medium.resolve("cut.lockstep");
        byte[] bytes = Files.readAllBytes(good);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 100_000));
        assertThat(refused(site, cut, ProblemCode.BUNDLE_PARTIAL)).contains("copy it to the medium again");
        Files.write(cut, Arrays.copyOf(bytes, 300));
        assertThat(refused(site, cut, ProblemCode.BUNDLE_UNREADABLE)).contains("it is too short for a bundle");

        Path unpacked = unpack(good, "unpacked");
        Path payload;
        try (Stream<Path> files = Files.walk(unpacked.resolve("targets/sha256"))) {
            payload = files.filter(file -> file.toFile().length() == 300_000)
                    .findFirst()
                    .orElseThrow();
        }
        byte[] library = Files.readAllBytes(payload);
        Files.delete(payload);
        assertThat(refused(site, unpacked, ProblemCode.BUNDLE_PARTIAL)).contains("is missing");
        Files.write(payload, library);
        assertThat(take(site, unpacked).releases()).containsExactly(V1);
    }

    @Test
    @DisplayName("LS-160 An import that was interrupted changes nothing, and goes on from what was copied")
    void interrupted() throws Exception {
        publish(updates, "1.1.0");
        Path bundle = export("both", "--all");
        TestNode site = site("site");
        long all = site.distribution.inspect(bundle, Progress.SILENT).missingBytes();
        Progress pulled = (step, done, total) -> {
            if (step.equals("import") && done > 200_000) {
                throw new IllegalStateException("somebody pulled the plug");
            }
        };
        assertThat(catchThrowableOfType(IllegalStateException.class, () -> site.distribution.take(bundle, pulled)))
                .isNotNull();
        assertThat(site.distribution.state()).isEqualTo(new State.Empty());
        assertThat(state(site)).isEmpty();

        Offer rest = take(site, bundle);

        assertThat(rest.missingBytes()).isLessThanOrEqualTo(all - 200_000);
        assertThat(site.distribution.state()).isEqualTo(new State.Ready(List.of(V1, V2)));
    }

    private Path unpack(Path bundle, String name) throws Exception {
        Path into = Files.createDirectory(medium.resolve(name));
        Process tar = new ProcessBuilder("tar", "xf", bundle.toString())
                .directory(into.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(said).isZero();
        return into;
    }

    @Test
    @DisplayName("LS-160 A bundle whose time is over is refused as stale")
    void stale() throws Exception {
        Instant past = Instant.now().minus(Duration.ofDays(40));
        VendorsProgram then = new VendorsProgram(Clock.fixed(past, ZoneOffset.UTC));
        Path old = medium.resolve("old.lockstep");
        then.succeed("export", updates, "--out", old, "--expires", "30d");
        assertThat(refused(site("site"), old, ProblemCode.BUNDLE_STALE))
                .contains("is too old to be imported: the timestamp metadata expired at ")
                .contains("Have a new one exported");
        assertThat(program.run("verify", old).text()).contains("LS-BUNDLE-STALE");
    }

    @Test
    @DisplayName("LS-160 A bundle of another vendor is refused as foreign")
    void foreign() throws Exception {
        Path strangers = vendor("strangers");
        publish(strangers, "9.0.0");
        Path foreign = medium.resolve("foreign.lockstep");
        program.succeed("export", strangers, "--out", foreign);
        TestNode site = site("site");
        assertThat(refused(site, foreign, ProblemCode.BUNDLE_FOREIGN))
                .contains("is of another vendor than the one that this computer trusts: its root 1 has the hash ");
        take(site, export("own"));
        refused(site, foreign, ProblemCode.BUNDLE_FOREIGN);
        assertThat(program.run("export", strangers, "--out", foreign, "--since", status(site))
                        .text())
                .contains("The site of this status file has another vendor")
                .contains("STATUS-FOREIGN");
    }

    @Test
    @DisplayName(
            "LS-160 A bundle that is older than what the site knows is refused, and so is an older list with newer files")
    void older() throws Exception {
        Path first = export("first");
        publish(updates, "1.1.0");
        Path second = export("second");
        TestNode site = site("site");
        take(site, second);
        assertThat(refused(site, first, ProblemCode.BUNDLE_OLDER))
                .contains("the timestamp metadata went back from version ")
                .contains("updates never go back");
        take(site, second);

        TestNode fresh = site("fresh");
        Path mixed = unpack(second, "mixed");
        Files.copy(
                unpack(first, "other").resolve("metadata/vendor/timestamp.json"),
                mixed.resolve("metadata/vendor/timestamp.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(refused(fresh, mixed, ProblemCode.BUNDLE_PARTIAL)).contains("the repository has no ");
        program.succeed("rotate", updates);
        take(site, export("third"));
        assertThat(refused(site, second, ProblemCode.BUNDLE_OLDER)).contains("the vendor's keys have changed since");
    }

    @Test
    @DisplayName(
            "LS-160 What no bundle is, archives with links or names that lead elsewhere among it, is refused as unreadable")
    void hostile() throws Exception {
        TestNode site = site("site");
        Path secret = Files.writeString(folder.resolve("secret"), "not to be touched");
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("contents.json"), secret);
        Path archive = medium.resolve("hostile.lockstep");
        Process tar =
                new ProcessBuilder("tar", "cf", archive.toString(), "-C", tree.toString(), "contents.json").start();
        assertThat(tar.waitFor()).isZero();
        assertThat(refused(site, archive, ProblemCode.BUNDLE_UNREADABLE))
                .contains("it does not begin as a bundle does");
        tar = new ProcessBuilder("tar", "cPf", archive.toString(), tree + "/../secret").start();
        assertThat(tar.waitFor()).isZero();
        refused(site, archive, ProblemCode.BUNDLE_UNREADABLE);
        Files.delete(archive);
        assertThat(refused(site, medium, ProblemCode.BUNDLE_UNREADABLE)).contains("there is no file *.lockstep");
        refused(site, medium.resolve("nothing.lockstep"), ProblemCode.NOT_READABLE);

        Path linked = unpack(export("good"), "linked");
        Path description;
        try (Stream<Path> files = Files.list(linked.resolve("targets/releases"))) {
            description = files.findFirst().orElseThrow();
        }
        Files.write(folder.resolve("elsewhere"), Files.readAllBytes(description));
        Files.delete(description);
        Files.createSymbolicLink(description, folder.resolve("elsewhere"));
        assertThat(refused(site, linked, ProblemCode.NOT_READABLE)).contains("it is not a file of this folder");
        assertThat(secret).hasContent("not to be touched");
    }

    @Test
    @DisplayName("LS-160 Two bundles of one vendor that were mixed are refused, whichever part is whose")
    void mixed() throws Exception {
        Path first = unpack(export("first"), "first");
        publish(updates, "1.1.0");
        Path second = unpack(export("second"), "second");
        TestNode site = site("site");
        for (String part : List.of("contents.json", "metadata/vendor/timestamp.json")) {
            Path mixed = unpack(medium.resolve("second.lockstep"), "mixed-" + part.length());
            Files.copy(first.resolve(part), mixed.resolve(part), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> take(site, mixed));
            assertThat(refusal).as(part).isNotNull();
            assertThat(refusal.problem().code()).isIn(ProblemCode.BUNDLE_ALTERED, ProblemCode.BUNDLE_PARTIAL);
        }
        assertThat(site.distribution.state()).isEqualTo(new State.Empty());
        take(site, second);
    }
}
