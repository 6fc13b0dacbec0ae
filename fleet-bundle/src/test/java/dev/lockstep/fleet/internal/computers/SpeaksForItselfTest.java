package dev.lockstep.fleet.internal.computers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Admissions.Application;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.fleet.internal.Reports;
import dev.lockstep.fleet.internal.Voices;
import dev.lockstep.fleet.internal.admission.AdmissionFolder;
import dev.lockstep.fleet.internal.admission.AdmissionList;
import dev.lockstep.fleet.internal.computers.Roster.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One computer cannot speak for another (LS-174): a server with three admitted computers, one of them a relay, and everything that
 * one of them could send.
 */
class SpeaksForItselfTest {
    @TempDir
    private Path folder;

    private final Voices voices = new Voices();
    private AdmissionList admissions;
    private Roster server;

    @BeforeEach
    void admit() {
        admissions = admissions("server");
        server = roster("server", admissions);
        for (String id : List.of("alpha", "beta", "relay")) {
            admit(admissions, id);
        }
        send(voices.message(Reports.current("alpha", "Alpha")));
        send(voices.message(Reports.current("beta", "Beta")));
        send(voices.message(Reports.relay("relay", "Relay").withDownstream(List.of(Reports.current("far", "Far")))));
        assertThat(all(server)).containsExactly("alpha", "beta", "relay", "relay/far");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @DisplayName(
            "LS-174 What an admitted computer says of others below it does not count, signed by nobody or by itself")
    void downstream() {
        ComputerReport forged = Reports.failing("beta", "Beta");
        ComputerReport invented = Reports.current("ghost", "Ghost");
        for (Statement lie : List.of(
                Statement.unsigned(forged),
                voices.says(forged, "alpha"),
                voices.says(forged, "a new key"),
                Statement.unsigned(invented),
                voices.says(invented, "alpha"),
                Statement.unsigned(Reports.failing("far", "Far")),
                voices.says(Reports.failing("far", "Far"), "alpha"),
                voices.says(Reports.failing("far", "Far"), "a new key"),
                voices.says(Reports.current("server", "Server"), "a new key"),
                voices.says(Reports.current("alpha", "Alpha"), "a new key"))) {
            assertThat(send(new ReportMessage(
                            voices.says(Reports.relay("alpha", "Alpha")), List.of(ReportMessage.of(lie)))))
                    .isEqualTo(Outcome.TAKEN);
            assertThat(all(server)).as(lie.toString()).containsExactly("alpha", "beta", "relay", "relay/far");
            assertThat(shown("beta").lastProblem()).isEmpty();
            assertThat(shown("far").lastProblem()).isEmpty();
            assertThat(shown("alpha").deviations())
                    .as("the administrator sees it")
                    .anyMatch(text -> text.contains("1 report that does not count, because the computer"));
        }
    }

    @Test
    @DisplayName("LS-174 A computer that does not distribute brings nobody, and a nested one no more than another")
    void onlyRelays() {
        send(new ReportMessage(
                voices.says(Reports.current("alpha", "Alpha")),
                List.of(ReportMessage.of(voices.says(Reports.current("ghost", "Ghost"))))));
        send(new ReportMessage(
                voices.says(Reports.relay("relay", "Relay")),
                List.of(new ReportMessage(
                        Statement.unsigned(Reports.relay("old", "Old relay")),
                        List.of(ReportMessage.of(voices.says(Reports.current("ghost", "Ghost"))))))));
        assertThat(all(server)).containsExactly("alpha", "beta", "relay", "relay/far");
    }

    @Test
    @DisplayName("LS-174 The id of another cannot be used, over one's own connection or with one's own key")
    void idReuse() {
        ComputerReport forged = Reports.failing("beta", "Beta");
        assertThat(server.take(ReportMessage.of(Statement.unsigned(forged)), key("alpha")))
                .isEqualTo(Outcome.FOREIGN);
        assertThat(server.take(ReportMessage.of(voices.says(forged, "alpha")), key("alpha")))
                .isEqualTo(Outcome.FOREIGN);
        assertThat(server.take(ReportMessage.of(voices.says(forged, "beta")), key("alpha")))
                .as("what beta signed, over the connection of alpha")
                .isEqualTo(Outcome.FOREIGN);
        assertThat(server.take(ReportMessage.of(voices.says(forged, "alpha")), Optional.empty()))
                .as("on a site that asks for no keys")
                .isEqualTo(Outcome.FOREIGN);
        assertThat(shown("beta").lastProblem()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-174 A key that a relay brought first keeps its id: another computer that is admitted cannot have it")
    void idOfSomebodyBehindARelay() {
        admit(admissions, "far", "a new key");
        assertThat(server.take(
                        ReportMessage.of(voices.says(Reports.failing("far", "Far"), "a new key")), key("a new key")))
                .isEqualTo(Outcome.FOREIGN);
        assertThat(shown("far").lastProblem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "explanation", "components", "platform", "extra", "signed.number", "signed.key"})
    @DisplayName("LS-174 A relay cannot change what it passes on")
    void altered(String member) throws Exception {
        Statement said = voices.says(Reports.failing("far", "Far"));
        for (Consumer<ObjectNode> change : changes(member)) {
            Statement changed = changed(said, change);
            send(new ReportMessage(voices.says(Reports.relay("relay", "Relay")), List.of(ReportMessage.of(changed))));
            assertThat(shown("far")).as(changed.json().toString()).isEqualTo(Reports.current("far", "Far"));
        }
        send(new ReportMessage(voices.says(Reports.relay("relay", "Relay")), List.of(ReportMessage.of(said))));
        assertThat(shown("far").lastProblem()).as("unaltered").isPresent();
    }

    private List<Consumer<ObjectNode>> changes(String member) {
        ObjectNode other =
                voices.says(Reports.current("far", "Far"), "a new key").json();
        return switch (member) {
            case "name", "explanation", "platform" -> List.of(json -> json.put(member, "Beta"));
            case "components" ->
                List.of(
                        json -> json.putObject(member).put("metering-workstation", "99.0.0"),
                        json -> ((ObjectNode) json.get(member)).put("another", "1.0.0"));
            case "extra" -> List.of(json -> json.put("a member of a later version", true));
            case "signed.number" -> List.of(json -> ((ObjectNode) json.get("signed")).put("number", 1L << 40));
            case "signed.key" ->
                List.of(
                        json -> ((ObjectNode) json.get("signed")).set("key", other.at("/signed/key")),
                        json -> json.set("signed", other.get("signed")),
                        json -> json.remove("signed"),
                        json -> ((ObjectNode) json.get("signed")).put("format", 2));
            default -> throw new IllegalArgumentException(member);
        };
    }

    @Test
    @DisplayName(
            "LS-174 An older report that is sent again changes nothing, over a relay or the computer's own connection")
    void replay() {
        Statement failing = voices.says(Reports.failing("far", "Far"));
        Statement well = voices.says(Reports.current("far", "Far"));
        pass(failing);
        assertThat(shown("far").lastProblem()).isPresent();
        pass(well);
        assertThat(shown("far").lastProblem()).isEmpty();
        pass(failing);
        assertThat(shown("far").lastProblem()).isEmpty();
        Statement before = voices.says(Reports.failing("beta", "Beta"));
        send(ReportMessage.of(voices.says(Reports.current("beta", "Beta"))));
        assertThat(send(ReportMessage.of(before))).isEqualTo(Outcome.OLDER);
        assertThat(shown("beta").lastProblem()).isEmpty();
        server.close();
        server = roster("server", admissions);
        pass(failing);
        assertThat(send(ReportMessage.of(before))).isEqualTo(Outcome.OLDER);
        assertThat(shown("far").lastProblem())
                .as("after a restart of the server")
                .isEmpty();
        assertThat(shown("beta").lastProblem()).isEmpty();
    }

    @Test
    @DisplayName("LS-174 A revoked computer is not shown, nor whom only it has brought, until it is admitted again")
    void revoked() {
        admissions.revoke("beta");
        assertThat(all(server)).containsExactly("alpha", "relay", "relay/far");
        admissions.revoke("relay");
        assertThat(all(server)).containsExactly("alpha");
        assertThat(server.statements()).hasSize(1);
        assertThat(server.known()).extracting("id").containsExactly("alpha");
        // Its own message does not arrive any more; another relay that has one of its messages cannot bring it back
        // either.
        send(new ReportMessage(
                voices.says(Reports.relay("alpha", "Alpha")),
                List.of(voices.message(
                        Reports.relay("relay", "Relay").withDownstream(List.of(Reports.current("far", "Far")))))));
        assertThat(all(server)).containsExactly("alpha");
        admissions.admit("beta");
        assertThat(all(server)).containsExactly("alpha", "beta");
    }

    @Test
    @DisplayName("LS-174 Whom a revoked relay made up keeps nobody from the id")
    void madeUpByARevokedRelay() {
        send(new ReportMessage(
                voices.says(Reports.relay("alpha", "Alpha")),
                List.of(ReportMessage.of(voices.says(Reports.failing("desk", "Desk"), "a key that alpha made")))));
        assertThat(all(server)).contains("alpha/desk");
        admissions.revoke("alpha");
        assertThat(all(server)).containsExactly("beta", "relay", "relay/far");
        pass(voices.says(Reports.current("desk", "Desk")));
        assertThat(all(server)).contains("relay/desk");
        assertThat(shown("desk").lastProblem()).isEmpty();
    }

    @Test
    @DisplayName("LS-174 A computer that moves from one relay to another, or to the server itself, is shown once")
    void moves() {
        admit(admissions, "second");
        send(voices.message(Reports.relay("second", "Second").withDownstream(List.of(Reports.current("far", "Far")))));
        assertThat(all(server)).containsExactly("alpha", "beta", "relay", "second", "second/far");
        admit(admissions, "far");
        send(voices.message(Reports.current("far", "Far")));
        assertThat(all(server)).containsExactly("alpha", "beta", "far", "relay", "second");
    }

    @Test
    @DisplayName("LS-174 Two relays deep a report arrives as its computer signed it, and neither relay can change it")
    void twoRelaysDeep() throws Exception {
        AdmissionList here = admissions("inner");
        admit(here, "leaf");
        Roster inner = roster("inner", here);
        inner.take(ReportMessage.of(voices.says(Reports.failing("leaf", "Leaf"))), key("leaf"));
        AdmissionList above = admissions("outer");
        admit(above, "inner");
        Roster outer = roster("outer", above);
        outer.take(over(message(Reports.relay("inner", "Inner"), inner)), key("inner"));
        admit(admissions, "outer");
        send(over(message(Reports.relay("outer", "Outer"), outer)));
        assertThat(all(server))
                .containsExactly("alpha", "beta", "outer", "outer/inner", "outer/inner/leaf", "relay", "relay/far");
        assertThat(shown("leaf")).isEqualTo(Reports.failing("leaf", "Leaf"));

        ReportMessage honest = message(Reports.relay("outer", "Outer"), outer);
        Statement leaf = honest.below().get(0).below().get(0).own();
        Statement lie = changed(leaf, json -> json.put("explanation", "It is current."));
        send(new ReportMessage(
                honest.own(), List.of(new ReportMessage(honest.below().get(0).own(), List.of(ReportMessage.of(lie))))));
        assertThat(shown("leaf")).isEqualTo(Reports.failing("leaf", "Leaf"));
        inner.close();
        outer.close();
    }

    @Test
    @DisplayName(
            "LS-174 A computer of an earlier version signs nothing and is believed over its own connection, for itself")
    void earlierVersion() {
        assertThat(server.take(Reports.unsigned(Reports.failing("beta", "Beta")), key("beta")))
                .isEqualTo(Outcome.TAKEN);
        assertThat(shown("beta").lastProblem()).isPresent();
        pass(Statement.unsigned(Reports.failing("far", "Far")));
        assertThat(shown("far").lastProblem()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-174 Members and formats of a later version: what is signed counts and is passed on, the rest is not taken")
    void laterVersion() throws Exception {
        ObjectNode json = Statement.unsigned(Reports.failing("far", "Far")).json();
        json.put("mood", "fine");
        ReportMessage message = over(new ReportMessage(
                voices.says(Reports.relay("relay", "Relay")), List.of(ReportMessage.of(voices.resign(json, "far")))));
        send(message);
        assertThat(shown("far").lastProblem()).isPresent();
        assertThat(server.statements().stream().flatMap(ReportMessage::statements))
                .as("passed on with what this version does not know")
                .anyMatch(each -> each.json().path("mood").asText().equals("fine"));
    }

    @Test
    void oneThatIsMalformedSilencesNoOther() throws Exception {
        ObjectNode json = (ObjectNode) StrictJson.parse(new ReportMessage(
                        voices.says(Reports.relay("relay", "Relay")),
                        List.of(
                                ReportMessage.of(voices.says(Reports.failing("far", "Far"))),
                                ReportMessage.of(voices.says(Reports.current("near", "Near")))))
                .write());
        ((ObjectNode) json.at("/downstream/0")).put("components", "none");
        send(ReportMessage.read(json.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(all(server)).contains("relay/near");
        assertThat(shown("far").lastProblem()).isEmpty();
    }

    private void pass(Statement below) {
        send(new ReportMessage(voices.says(Reports.relay("relay", "Relay")), List.of(ReportMessage.of(below))));
    }

    private Outcome send(ReportMessage message) {
        return server.take(message, key(message.own().report().id()));
    }

    private Optional<Fingerprint> key(String id) {
        return Optional.of(voices.fingerprint(id));
    }

    private ReportMessage message(ComputerReport own, Roster below) {
        return new ReportMessage(voices.says(own), below.statements());
    }

    /** As it is after its way over the network. */
    private static ReportMessage over(ReportMessage message) throws MalformedMessageException {
        return ReportMessage.read(message.write());
    }

    private static Statement changed(Statement said, Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = said.json();
        change.accept(json);
        return Statement.read(json);
    }

    private AdmissionList admissions(String name) {
        return new AdmissionList(
                new AdmissionFolder(folder.resolve(name)),
                true,
                InstantSource.system(),
                AdmissionList.Limits.USUAL,
                event -> {});
    }

    private Roster roster(String id, AdmissionList list) {
        return new Roster(
                new RosterFolder(folder.resolve(id).resolve("computers")),
                InstantSource.system(),
                Roster.Limits.USUAL,
                Duration.ofHours(1),
                event -> {},
                new Speakers(id, list));
    }

    private void admit(AdmissionList list, String id) {
        admit(list, id, id);
    }

    private void admit(AdmissionList list, String id, String speaker) {
        list.ask(new Application(voices.fingerprint(speaker), "192.0.2.1", new Enrolment(id, id, Optional.empty())));
    }

    private ComputerReport shown(String id) {
        return server.computers().stream()
                .flatMap(seen -> flat(seen.report()))
                .filter(report -> report.id().equals(id))
                .map(report -> report.withDownstream(List.of()))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<ComputerReport> flat(ComputerReport report) {
        return Stream.concat(Stream.of(report), report.downstream().stream().flatMap(SpeaksForItselfTest::flat));
    }

    private static List<String> all(Roster roster) {
        List<String> found = new ArrayList<>();
        roster.computers().forEach(seen -> add("", seen.report(), found));
        return found.stream().sorted().toList();
    }

    private static void add(String above, ComputerReport report, List<String> found) {
        found.add(above + report.id());
        report.downstream().forEach(each -> add(above + report.id() + "/", each, found));
    }
}
