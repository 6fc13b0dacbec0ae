package dev.lockstep.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The attacks of TUF's list and of Uptane's, by their names, on a server and a client that run: somebody in the middle of the wire
 * does what the attack needs, holding the keys that it assumes. Each time nothing is installed, what ran goes on running, the
 * administrator is told, and the next honest release arrives as soon as the attacker has gone.
 */
@Timeout(1200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksIT {
    private static final String VENDOR = "http://127\\.0\\.0\\.1:[0-9]+/";
    private static final String SERVER = "127\\.0\\.0\\.1:[0-9]+";
    private static final String VENDOR_METADATA = "metadata/vendor/";
    private static final String SITE_METADATA = "metadata/site/";
    private static final String PAYLOADS = "targets/sha256/";

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private static Path folder;

    private AttackedSite site;
    /** Started by the first attack that needs a relay. */
    private BehindRelay relayed;

    @BeforeAll
    void start() throws IOException {
        site = AttackedSite.start(folder);
    }

    @AfterAll
    void stop() throws IOException {
        if (relayed != null) {
            relayed.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test
    @DisplayName("LS-161 Arbitrary installation: what strangers signed, and payloads of their making, are refused")
    void arbitraryInstallation() throws IOException {
        Targets wanted = vendorsForgery().targets();
        Map<String, TargetFile> evil = new HashMap<>(wanted.targets());
        evil.put("releases/99.0.0.json", renamed(newest(wanted), "releases/99.0.0.json"));
        site.atVendor.replace(vendorsForgery()
                .with(new Targets(wanted.version() + 1, wanted.expires(), evil, wanted.delegations()))
                .files());
        String release = site.publish();
        String unsigned = untrusted(
                VENDOR, "the timestamp metadata is signed by 0 of the keys that may sign it, but 1 are needed");
        site.refuses(site.server, "LS-UNTRUSTED", unsigned);
        site.tellsItsAdministrator(site.server, "LS-UNTRUSTED", unsigned);

        site.atVendor.attack(altering(site.vendor.repository()));
        site.refuses(site.server, "LS-PAYLOAD-ALTERED", altered(VENDOR));

        site.atServer.replace(sitesForgery().with(sitesForgery().targets()).files());
        site.atVendor.leaveAlone();
        site.arrivesAtTheServer(release);
        String unsignedSite = untrusted(
                SERVER,
                "of its site, the timestamp metadata is signed by 0 of the keys that may sign it, but 1 are needed");
        site.refuses(site.client, "LS-UNTRUSTED", unsignedSite);
        site.warns(site.server, AttackedSite.CLIENT_REFUSES);
        site.tellsItsAdministrator(site.client, "LS-UNTRUSTED", unsignedSite);

        site.atServer.attack(altering(site.vendor.repository()));
        site.refuses(site.client, "LS-PAYLOAD-ALTERED", altered(SERVER));

        site.atServer.leaveAlone();
        site.arrives(release);
    }

    @Test
    @DisplayName("Rollback: metadata that the vendor signed before is refused by server and client, whoever sends it")
    void rollback() throws IOException {
        byte[] before = read(vendorMetadata().resolve("timestamp.json"));
        site.arrives(site.publish());
        Map<String, byte[]> old = Map.of(VENDOR_METADATA + "timestamp.json", before);

        site.atVendor.replace(old);
        site.atServer.replace(old);
        String reason = "the timestamp metadata went back from version [0-9]+ to [0-9]+";
        site.refuses(site.server, "LS-UNTRUSTED", untrusted(VENDOR, reason));
        site.refuses(site.client, "LS-UNTRUSTED", untrusted(SERVER, reason));

        leaveAlone();
        site.arrives(site.publish());
    }

    @Test
    @DisplayName(
            "Fast-forward: versions that a thief of the online keys has raised are given up when the keys are exchanged")
    void fastForward() throws IOException {
        Forgery thief = vendorsThief();
        Timestamp now = thief.timestamp();
        site.atVendor.replace(thief.with(new Timestamp(Integer.MAX_VALUE, now.expires(), now.snapshot()))
                .files());
        AttackedSite.accepts(site.server, "timestamp.json", Integer.MAX_VALUE);

        site.atVendor.leaveAlone();
        String release = site.publish();
        site.refuses(
                site.server,
                "LS-UNTRUSTED",
                untrusted(VENDOR, "the timestamp metadata went back from version 2147483647 to [0-9]+"));
        exchangeOnlineKeys();
        site.arrives(release);
    }

    @Test
    @DisplayName("Endless data: neither metadata nor payloads are read beyond the length that they may have")
    void endlessData() throws IOException {
        site.atVendor.answer(VENDOR_METADATA + "timestamp.json", Answer.endless());
        String release = site.publish();
        String tooLong = "timestamp.json is longer than the [0-9]+ bytes that are allowed";
        site.refuses(site.server, "LS-UNTRUSTED", untrusted(VENDOR, tooLong));
        site.atVendor.answer(PAYLOADS, Answer.endless());
        site.refuses(site.server, "LS-PAYLOAD-OVERSIZED", oversized(VENDOR));

        site.atServer.answer(SITE_METADATA + "timestamp.json", Answer.endless());
        site.atVendor.leaveAlone();
        site.arrivesAtTheServer(release);
        site.refuses(site.client, "LS-UNTRUSTED", untrusted(SERVER, "of its site, " + tooLong));
        site.warns(site.server, AttackedSite.CLIENT_REFUSES);
        site.atServer.answer("api/v1/node", Answer.endless());
        site.refuses(site.client, "LS-PAYLOAD-OVERSIZED", oversized(SERVER));
        site.atServer.answer(PAYLOADS, Answer.endless());
        site.refuses(site.client, "LS-PAYLOAD-OVERSIZED", oversized(SERVER));

        site.atServer.leaveAlone();
        site.arrives(release);
    }

    @Test
    @DisplayName("Slow retrieval: who sends a byte now and then, or nothing at all, is not waited for")
    void slowRetrieval() throws IOException {
        String slow = "The update source %s cannot be reached \\(it sent only [0-9]+ bytes in 4 seconds\\)\\. "
                + "Check the network between the two computers\\.";
        String silent = "The update source %s did not answer within 2 seconds\\. "
                + "Check the network and its firewalls; it will be tried again\\.";
        site.atVendor.answer(VENDOR_METADATA, Answer.drip());
        site.atServer.answer(SITE_METADATA, Answer.drip());
        String release = site.publish();
        site.refuses(site.server, "LS-SOURCE-UNREACHABLE", slow.formatted(VENDOR));
        site.refuses(site.client, "LS-SOURCE-UNREACHABLE", slow.formatted(SERVER));
        site.atVendor.answer(VENDOR_METADATA, Answer.silence());
        site.atServer.answer(SITE_METADATA, Answer.silence());
        site.refuses(site.server, "LS-SOURCE-TIMEOUT", silent.formatted(VENDOR));
        site.refuses(site.client, "LS-SOURCE-TIMEOUT", silent.formatted(SERVER));

        leaveAlone();
        site.arrives(release);
    }

    @Test
    @DisplayName(
            "Extraneous dependencies: more components than the vendor signed, or modules that nobody vouches for, are refused")
    void extraneousDependencies() throws IOException {
        site.atVendor.attack(path -> path.startsWith("targets/releases/")
                ? Optional.of(Answer.file(demandingMore(site.vendor.repository().resolve(path))))
                : Optional.empty());
        String release = site.publish();
        site.refuses(site.server, "LS-PAYLOAD-OVERSIZED", oversized(VENDOR));

        site.atVendor.leaveAlone();
        site.arrives(release);
        SiteTwin twin = SiteTwin.of(sitesFolder(), folder.resolve("extraneous"));
        twin.demandModule("spy");
        site.atServer.replace(twin.files());
        site.warns(site.client, "There is no module spy 1\\.0\\.0 in the catalogue\\.");

        site.atServer.leaveAlone();
        twin.isOutdone(sitesFolder());
        site.arrives(site.publish());
    }

    @Test
    @DisplayName("Mix-and-match: old targets under a new snapshot are refused, even by a thief of the online keys")
    void mixAndMatch() throws IOException {
        Targets old = vendorsForgery().targets();
        byte[] oldFile = read(vendorMetadata().resolve(old.version() + ".targets.json"));
        site.arrives(site.publish());
        Forgery thief = vendorsThief();
        Snapshot mixed = thief.describing("targets.json", Forgery.describe(old.version(), oldFile));
        thief.with(mixed);
        site.atVendor.replace(thief.files());
        site.atServer.replace(thief.files());
        String reason = "the targets metadata went back from version [0-9]+ to [0-9]+";
        site.refuses(site.server, "LS-UNTRUSTED", untrusted(VENDOR, reason));
        site.refuses(site.client, "LS-UNTRUSTED", untrusted(SERVER, reason));

        Targets now = vendorsForgery().targets();
        String name = VENDOR_METADATA + (now.version() + 1) + ".targets.json";
        leaveAlone();
        exchangeOnlineKeys();
        site.atVendor.replace(Map.of(name, oldFile));
        String release = site.publish();
        site.refuses(
                site.server,
                "LS-UNTRUSTED",
                untrusted(VENDOR, "[0-9]+\\.targets\\.json has [0-9]+ bytes where [0-9]+ were signed"));

        leaveAlone();
        site.arrives(release);
    }

    @Test
    @DisplayName(
            "LS-161 Wrong recipient: an assignment for another computer is refused, even by one who stole the site's keys")
    void wrongRecipient() throws IOException {
        SiteTwin twin = SiteTwin.of(sitesFolder(), folder.resolve("recipient"));
        String clientId =
                site.client.get("/api/v1/node").orElseThrow().path("id").asText();
        twin.readdress(clientId);
        site.atServer.replace(twin.files());
        site.refuses(
                site.client,
                "LS-UNTRUSTED",
                untrusted(SERVER, "of its site, assignments/computers/" + clientId + "\\.json is for everybody"));

        site.atServer.leaveAlone();
        twin.isOutdone(sitesFolder());
        site.arrives(site.publish());
    }

    @Test
    @DisplayName("LS-161 Replayed assignment: what the site assigned before is refused, with all its signatures")
    void replayedAssignment() throws IOException {
        Map<String, byte[]> before =
                SiteTwin.of(sitesFolder(), folder.resolve("replayed")).files();
        String release = site.publish();
        site.arrives(release);

        site.atServer.replace(before);
        site.refuses(
                site.client,
                "LS-UNTRUSTED",
                untrusted(SERVER, "of its site, the timestamp metadata went back from version [0-9]+ to [0-9]+"));

        site.atServer.leaveAlone();
        site.arrives(release);
    }

    @Test
    @DisplayName(
            "Partial bundle: a release of which one component is withheld is not installed in part, and not handed on")
    void partialBundle() throws IOException {
        String part =
                "targets/" + Blob.of(AttackedSite.chart(site.next())).digest().path();
        site.atVendor.answer(part, Answer.missing());
        String release = site.publish();
        site.refuses(site.server, "LS-PAYLOAD-MISSING", missing(VENDOR, part));
        assertThat(AttackedSite.status(site.client).path("assigned").asText()).isNotEqualTo(release);

        site.atServer.answer(part, Answer.missing());
        site.atVendor.leaveAlone();
        site.arrivesAtTheServer(release);
        site.refuses(site.client, "LS-PAYLOAD-MISSING", missing(SERVER, part));

        site.atServer.leaveAlone();
        site.arrives(release);
    }

    @Test
    @DisplayName(
            "Freeze: a mirror that never changes is seen when what it sends expires, and nothing new is installed meanwhile")
    void freeze() throws IOException {
        Forgery kept = vendorsThief().expiring(LONG_AGO);
        site.atVendor.replace(kept.files());
        String stale = "Nothing newer can be installed or assigned now: the vendor's timestamp metadata expired at "
                + LONG_AGO + ", so newer releases could be withheld unnoticed\\. .*";
        site.warns(site.server, stale);
        String release = site.publish();
        site.vendor.with("timestamp").orThrow();
        site.atVendor.leaveAlone();
        site.arrives(release);

        SiteTwin twin = SiteTwin.of(sitesFolder(), folder.resolve("frozen"));
        site.atServer.replace(twin.aged(LONG_AGO));
        site.refuses(
                site.client,
                "LS-SITE-STALE",
                "The site metadata of " + SERVER + " is too old to be followed: the timestamp metadata expired at "
                        + LONG_AGO + " .*This computer changes nothing and goes on with what it has\\. .*");

        site.atServer.leaveAlone();
        twin.isOutdone(sitesFolder());
        site.arrives(release);
    }

    @Test
    @DisplayName(
            "LS-161 Key compromise below the threshold: one of two targets keys and one of three root keys sign nothing")
    void compromiseBelowTheThreshold() throws IOException {
        Forgery thief =
                vendorsThief().holding("targets", site.vendor.keys("targets").subList(0, 1));
        Targets before = thief.targets();
        Map<String, TargetFile> evil = new HashMap<>(before.targets());
        evil.put("releases/99.0.0.json", renamed(newest(before), "releases/99.0.0.json"));
        thief.with(new Targets(before.version() + 1, before.expires(), evil, before.delegations()));
        site.atVendor.replace(thief.files());
        site.atServer.replace(thief.files());
        String reason = "the %s metadata is signed by 1 of the keys that may sign it, but 2 are needed";
        site.refuses(site.server, "LS-UNTRUSTED", untrusted(VENDOR, reason.formatted("targets")));
        site.refuses(site.client, "LS-UNTRUSTED", untrusted(SERVER, reason.formatted("targets")));

        Root root = thief.root();
        Map<String, byte[]> usurper = vendorsForgery()
                .holding("root", site.vendor.keys("root").subList(0, 1))
                .with(new Root(root.version() + 1, root.expires(), true, root.keys(), root.roles(), Map.of()))
                .files();
        site.atVendor.replace(usurper);
        site.atServer.replace(usurper);
        site.refuses(site.server, "LS-UNTRUSTED", untrusted(VENDOR, reason.formatted("root")));
        site.refuses(site.client, "LS-UNTRUSTED", untrusted(SERVER, reason.formatted("root")));

        leaveAlone();
        exchangeOnlineKeys();
        site.arrives(site.publish());
    }

    @Test
    @DisplayName("LS-161 Who stands between client and server without the server's key is told apart, and told nothing")
    void aStrangerInThePlaceOfTheServer() throws IOException {
        site.makeUpTlsKeys();
        site.atServer.attack(path -> Optional.empty());
        String release = site.publish();
        String changed = SERVER
                + " shows a certificate of the authority [0-9a-f-]+, but this computer trusts [0-9a-f-]+ there\\. .*";
        site.refuses(site.client, "LS-SERVER-CHANGED", changed);
        assertThat(site.atServer.asked())
                .as("nothing but what everybody may know, to say more of what is the matter")
                .isSubsetOf("api/v1/node");

        site.stealTlsKeys();
        site.atServer.leaveAlone();
        site.arrives(release);
    }

    @Test
    @DisplayName("LS-078 Foreign names: a publisher's modules of its own names spread, and no others that it signs")
    void foreignNames() throws IOException {
        Path publisher = folder.resolve("acme");
        site.vendor.lockstep("gen-key", publisher.toString(), "--no-passphrase").orThrow();
        site.vendor
                .with("delegate", "acme", "--modules", "acme-", "--public-key", publisher + ".pub")
                .orThrow();
        ChildProcess.Finished refused = publishAsAcme(SmallBundle.make(folder, "grid-meter", "1.0.0"));
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output())
                .contains("the role acme is not delegated targets like modules/grid-meter/1.0.0.json")
                .contains("[NOT-DELEGATED]");

        publishAsAcme(SmallBundle.make(folder, "acme-meter", "1.0.0")).orThrow();
        site.server.consoleInTurn("lockstep:check; module:install acme-meter").orThrow();
        site.clientHasModules(Map.of("acme-meter", "1.0.0"));

        Forgery overreaching = vendorsThief().holding("acme", List.of(Path.of(publisher + ".pem")));
        Targets own = overreaching.targets("acme");
        Map<String, TargetFile> all = new HashMap<>(own.targets());
        String foreign = "modules/grid-meter/1.0.0.json";
        all.put(foreign, renamed(all.get("modules/acme-meter/1.0.0.json"), foreign));
        site.atVendor.replace(overreaching
                .with("acme", new Targets(own.version() + 1, own.expires(), all, own.delegations()))
                .files());
        AttackedSite.accepts(site.server, "acme.json", own.version() + 1);
        ChildProcess.Finished install = site.server.consoleInTurn("module:install grid-meter");
        assertThat(install.exitCode()).isNotZero();
        assertThat(install.output()).contains("There is no module grid-meter in the catalogue. [LS-MODULE-UNKNOWN]");
        SiteTwin twin = SiteTwin.of(sitesFolder(), folder.resolve("foreign"));
        twin.demandModule("grid-meter");
        site.atServer.replace(twin.files());
        site.warns(site.client, "There is no module grid-meter 1\\.0\\.0 in the catalogue\\.");

        leaveAlone();
        twin.isOutdone(sitesFolder());
        exchangeOnlineKeys();
        site.server.consoleInTurn("module:remove acme-meter").orThrow();
        site.clientHasModules(Map.of());
        site.arrives(site.publish());
    }

    @Test
    @DisplayName(
            "LS-161 A relay that lies, and whoever stands behind one: altered payloads, older metadata and another site's word"
                    + " are refused below it, and the server hears of that")
    void aRelayThatLies() throws Exception {
        BehindRelay behind = behindRelay();
        Map<String, byte[]> before = SiteTwin.of(sitesFolder(), folder.resolve("before-the-relay-lied"))
                .files();
        behind.atRelay.attack(altering(site.vendor.repository()));
        String release = site.publish();
        site.arrives(release);
        behind.clientRefuses("LS-PAYLOAD-ALTERED", altered(SERVER));

        behind.atRelay.leaveAlone();
        behind.arrives(release);
        behind.atRelay.replace(before);
        behind.clientRefuses(
                "LS-UNTRUSTED",
                untrusted(SERVER, "of its site, the timestamp metadata went back from version [0-9]+ to [0-9]+"));

        behind.atRelay.replace(
                SiteTwin.stranger(sitesFolder(), folder.resolve("another-site")).files());
        behind.clientRefuses("LS-UNTRUSTED", untrusted(SERVER, "of its site, .*"));

        behind.atRelay.leaveAlone();
        String next = site.publish();
        site.arrives(next);
        behind.arrives(next);
    }

    @Test
    @DisplayName(
            "LS-161 A relay that speaks for others: reports that it altered, made up or signed itself do not count, and the"
                    + " server says that it passes such reports on")
    void aRelayThatSpeaksForOthers() throws Exception {
        BehindRelay behind = behindRelay();
        String installed = site.publish();
        site.arrives(installed);
        behind.arrives(installed);
        List<String> clients = List.of(BehindRelay.CLIENT, "client");
        Await.until("the server to know of both clients that they run " + installed, Duration.ofMinutes(10), () -> {
            List<String> charts = clients.stream().map(behind::charts).toList();
            return new Await.State(charts.equals(List.of(installed, installed)), charts.toString());
        });
        Statement genuine = behind.client.says();
        ObjectNode altered = genuine.json();
        ((ObjectNode) altered.get("components")).put(AttackedSite.CHARTS, "99.0.0");
        ObjectNode madeUp = genuine.json();
        madeUp.put("id", "nobody").put("name", "ghost");
        ObjectNode another =
                Statement.read(behind.reported("client").orElseThrow()).json();
        ((ObjectNode) another.get("components")).put(AttackedSite.CHARTS, "99.0.0");
        Signals relay = Signals.to(behind.relay);
        relay.stop();
        try {
            behind.reportAsTheRelay(List.of(
                    Statement.read(altered),
                    Statement.read(madeUp),
                    Statement.sign(Statement.read(another).report(), System.currentTimeMillis(), behind.relaysKey())));
            assertThat(behind.reported("ghost")).isEmpty();
            for (String name : clients) {
                assertThat(behind.charts(name)).as(name).isEqualTo(installed);
            }
            assertThat(behind.reported(BehindRelay.RELAY)
                            .orElseThrow()
                            .path("deviations")
                            .toString())
                    .contains("it passes on 3 reports that do not count", "somebody makes reports up");
            assertThat(Files.readString(site.server.home().resolve("log/lockstep.log")))
                    .contains("passes on what nothing proves that these computers said");
        } finally {
            relay.goOn();
        }

        String release = site.publish();
        site.arrives(release);
        behind.arrives(release);
        Await.until("the server to take the relay at its word again", Duration.ofMinutes(2), () -> {
            String told = behind.reported(BehindRelay.RELAY).toString();
            return new Await.State(!told.contains("do not count"), told);
        });
    }

    @Test
    @DisplayName(
            "LS-190 A server that hangs: its relay answers at once, says since when in few words, and hands on what it holds;"
                    + " all is well when the server goes on")
    void aServerThatHangs() throws Exception {
        BehindRelay behind = behindRelay();
        Path log = behind.relay.home().resolve("log/lockstep.log");
        long lines = lines(log);
        Signals server = Signals.to(site.server);
        server.stop();
        Instant since = Instant.now();
        try {
            Await.until("the relay to say since when it hears nothing", Duration.ofMinutes(2), () -> {
                long asked = System.nanoTime();
                JsonNode status = AttackedSite.status(behind.relay);
                assertThat(behind.relay.get("/api/v1/node")).isPresent();
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
                return new Await.State(
                        status.path("warnings")
                                .toString()
                                .contains("Nothing has been heard from 127.0.0.1:" + site.server.port() + " since "),
                        status.toString());
            });
            String told = behind.relay
                    .console("lockstep:status --no-format; lockstep:explain")
                    .orThrow()
                    .output();
            assertThat(told).contains("Nothing has been heard from", "hands on what it holds");
            Await.until("the client of the relay to check as always", Duration.ofMinutes(2), () -> {
                UpdateAgent.Status status = behind.client.status();
                return new Await.State(
                        status.lastProblem().isEmpty()
                                && status.lastCheck()
                                        .filter(at -> at.isAfter(since.plusSeconds(5)))
                                        .isPresent(),
                        status.toString());
            });
        } finally {
            server.goOn();
        }
        assertThat(lines(log) - lines).as("lines in the log of the relay").isLessThan(10);

        String release = site.publish();
        site.arrives(release);
        behind.arrives(release);
    }

    private BehindRelay behindRelay() throws Exception {
        if (relayed == null) {
            relayed = BehindRelay.start(site, folder);
        }
        return relayed;
    }

    private static long lines(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        }
    }

    private ChildProcess.Finished publishAsAcme(Path bundle) {
        return site.vendor.with(
                "publish",
                "--role",
                "acme",
                "--module",
                bundle.toString(),
                "--key",
                folder.resolve("acme.pem").toString());
    }

    private void leaveAlone() {
        site.atVendor.leaveAlone();
        site.atServer.leaveAlone();
    }

    /** What a vendor does whose online keys were stolen. */
    private void exchangeOnlineKeys() {
        site.vendor
                .with("rotate", "--role", "snapshot", "--role", "timestamp", "--no-passphrase")
                .orThrow();
    }

    private Path vendorMetadata() {
        return site.vendor.repository().resolve(VENDOR_METADATA);
    }

    private Forgery vendorsForgery() {
        return new Forgery(vendorMetadata(), VENDOR_METADATA);
    }

    /** Of somebody who broke into the computer where the vendor publishes. */
    private Forgery vendorsThief() {
        return vendorsForgery()
                .holding("snapshot", site.vendor.keys("snapshot"))
                .holding("timestamp", site.vendor.keys("timestamp"));
    }

    private Path sitesFolder() {
        return site.server.home().resolve("data/lockstep/site");
    }

    private Forgery sitesForgery() {
        return new Forgery(sitesFolder().resolve(SITE_METADATA), SITE_METADATA);
    }

    private static TargetFile newest(Targets targets) {
        return targets.targets().values().stream()
                .filter(target -> target.path().startsWith("releases/"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static TargetFile renamed(TargetFile target, String path) {
        return new TargetFile(path, target.length(), target.hashes(), target.custom());
    }

    /** A release with one component more. */
    private static byte[] demandingMore(Path description) {
        String text = new String(read(description), StandardCharsets.UTF_8);
        int first = text.indexOf('[', text.indexOf("\"components\"")) + 1;
        return (text.substring(0, first) + "{\"name\":\"spy\",\"trees\":[]}," + text.substring(first))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Payloads of the right length in which one byte is another. */
    private static Function<String, Optional<Answer>> altering(Path repository) {
        return path -> {
            if (!path.startsWith(PAYLOADS)) {
                return Optional.empty();
            }
            byte[] file = read(repository.resolve(path));
            file[file.length / 2] ^= 1;
            return Optional.of(Answer.file(file));
        };
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String untrusted(String source, String reason) {
        return "What " + source + " sent is not accepted: " + reason + "\\. Nothing was installed\\.";
    }

    private static String altered(String source) {
        return "The file sha256/[0-9a-f/]+ from " + source
                + " is not the one its signature describes\\. It was thrown away; nothing was installed\\.";
    }

    private static String missing(String source, String file) {
        return source + " does not have the file " + file
                + ", which its metadata names\\. Its distribution folder has to be updated\\.";
    }

    private static String oversized(String source) {
        return "The file [0-9a-z./]+ from " + source
                + " is longer than the [0-9.]+ (bytes|KiB|MiB) it may have\\. It was thrown away; nothing was installed\\.";
    }
}
