package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.model.SuccinctRoles;
import dev.lockstep.core.tuf.model.TargetPaths;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 5.6.7: who may speak about a target, and in which order they are asked. */
class DelegationSearchTest {
    private final Simulator repository = new Simulator();
    private final InMemoryMetadataStore store = new InMemoryMetadataStore();

    private TufUpdater published(String... delegatedRoles) throws Exception {
        for (String role : delegatedRoles) {
            repository.publishTargets(role);
        }
        repository.publishAll();
        TufUpdater client = repository.client(store).build();
        client.refresh();
        repository.requests.clear();
        return client;
    }

    private List<String> asked() {
        return repository.requests.stream()
                .map(name -> name.replaceFirst("^[0-9]+\\.", "").replaceFirst("\\.json$", ""))
                .toList();
    }

    @Test
    void rolesAreAskedInPreOrderAndDepthFirst() throws Exception {
        repository.delegate("targets", "a", false, "*");
        repository.delegate("targets", "b", false, "*");
        repository.delegate("a", "c", false, "*");
        repository.delegate("a", "d", false, "*");
        TufUpdater client = published("a", "b", "c", "d");

        assertThat(client.find("nowhere")).isEmpty();

        assertThat(asked()).containsExactly("a", "c", "d", "b");
    }

    @Test
    void theMoreTrustedRoleWins() throws Exception {
        repository.delegate("targets", "a", false, "*");
        repository.delegate("targets", "b", false, "*");
        repository.addTarget("b", "x");
        repository.addTarget("a", "x");
        TufUpdater client = published("a", "b");

        assertThat(client.findWithRole("x")).map(TrustedTarget::roleName).contains("a");
        assertThat(asked()).containsExactly("a");
    }

    @Test
    void aTerminatingDelegationEndsTheSearchWithItsSubtree() throws Exception {
        repository.delegate("targets", "a", false, "*");
        repository.delegate("targets", "b", false, "*");
        repository.delegate("a", "c", true, "*");
        repository.delegate("a", "d", false, "*");
        repository.delegate("c", "e", false, "*");
        repository.addTarget("b", "x");
        TufUpdater client = published("a", "b", "c", "d", "e");

        assertThat(client.find("x")).isEmpty();
        assertThat(asked()).containsExactly("a", "c", "e");
    }

    @Test
    void aTerminatingDelegationThatDoesNotCoverTheTargetEndsNothing() throws Exception {
        repository.delegate("targets", "a", true, "modules/a/*");
        repository.delegate("targets", "b", false, "modules/b/*");
        repository.addTarget("b", "modules/b/x");
        TufUpdater client = published("a", "b");

        assertThat(client.find("modules/b/x")).isPresent();
        assertThat(asked()).containsExactly("b");
    }

    @Test
    void everyDelegationOnThePathHasToCoverTheTarget() throws Exception {
        repository.delegate("targets", "a", false, "modules/a/*");
        repository.delegate("a", "b", false, "*", "*/*", "*/*/*");
        repository.addTarget("b", "modules/b/x");
        repository.addTarget("b", "modules/a/x");
        TufUpdater client = published("a", "b");

        assertThat(client.find("modules/b/x")).isEmpty();
        assertThat(client.find("modules/a/x")).isPresent();
    }

    @Test
    void aTargetInARoleThatMayNotNameItIsNeverFound() throws Exception {
        repository.delegate("targets", "acme", false, "modules/acme/*");
        repository.addTarget("acme", "releases/9.9.9.json");
        TufUpdater client = published("acme");

        assertThat(client.find("releases/9.9.9.json")).isEmpty();
        assertThat(client.list().targets()).isEmpty();
    }

    @Test
    void cyclesEnd() throws Exception {
        repository.delegate("targets", "a", false, "*");
        repository.delegate("a", "b", false, "*");
        repository.delegate("b", "a", false, "*");
        TufUpdater client = published("a", "b");

        assertThat(client.find("x")).isEmpty();
        assertThat(asked()).containsExactly("a", "b");
    }

    @Test
    void onlySoManyRolesAreVisited() throws Exception {
        for (String role : List.of("a", "b", "c", "d")) {
            repository.delegate("targets", role, false, "*");
            repository.publishTargets(role);
        }
        repository.publishAll();
        TufUpdater client = repository
                .client(store)
                .limits(new UpdateLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, 1024, 3))
                .build();
        client.refresh();
        repository.requests.clear();

        assertThatThrownBy(() -> client.find("x"))
                .isInstanceOf(TooManyDelegationsException.class)
                .hasMessage("the search ended after 3 roles");
        assertThat(asked()).containsExactly("a", "b");
        assertThatThrownBy(client::list).isInstanceOf(TooManyDelegationsException.class);
    }

    @Test
    void authorityBelongsToThePathAndNotToTheNameOfARole() throws Exception {
        repository.delegate("targets", "parent-a", false, "team-a/*");
        repository.delegate("targets", "parent-b", false, "team-b/*");
        repository.delegate("parent-a", "release", false, "team-a/*");
        repository.delegate("parent-b", "release", false, "team-b/*");
        repository.addTarget("release", "team-a/x");
        repository.addTarget("release", "team-b/x");
        // Two keys were made, one by each delegation; only the first signs.
        repository.signers.put(
                "release", List.of(repository.signers.get("release").get(0)));
        TufUpdater client = published("release", "parent-a", "parent-b");

        assertThat(client.find("team-a/x")).isPresent();
        assertThatThrownBy(() -> client.find("team-b/x"))
                .isInstanceOf(SignatureThresholdException.class)
                .hasMessageStartingWith("the release metadata is signed by 0 of the keys");
    }

    @Test
    void aRoleThatTheSnapshotDoesNotListIsNotEvenAskedFor() throws Exception {
        repository.delegate("targets", "acme", false, "modules/*");
        TufUpdater client = published();

        assertThatThrownBy(() -> client.find("modules/x"))
                .isInstanceOf(RoleNotInSnapshotException.class)
                .hasMessage("the role acme is delegated to, but the snapshot does not list it");
        assertThat(repository.requests).isEmpty();
    }

    @Test
    void nobodyLessTrustedIsAskedInPlaceOfARoleThatCannotBeUsed() throws Exception {
        repository.delegate("targets", "a", false, "*");
        repository.delegate("targets", "b", false, "*");
        repository.addTarget("b", "x");
        TufUpdater client = published("a", "b");
        repository.files.remove("1.a.json");

        assertThatThrownBy(() -> client.find("x")).isInstanceOf(MissingMetadataException.class);
    }

    @Test
    void hashPrefixesCoverTargetsByTheHashOfTheirPathWithoutLeadingSlash() throws Exception {
        String hash = Digest.of("modules/x".getBytes(StandardCharsets.UTF_8)).hex();
        repository.delegate("targets", "bin", false, new TargetPaths.HashPrefixes(List.of(hash.substring(0, 4))));
        repository.addTarget("bin", "modules/x");
        repository.addTarget("bin", "modules/y");
        TufUpdater client = published("bin");

        assertThat(client.find("modules/x")).isPresent();
        assertThat(client.find("modules/y")).isEmpty();
        assertThat(new TargetPaths.HashPrefixes(List.of(hash)).match("/modules/x"))
                .isTrue();
    }

    @Test
    void succinctRolesFindTheOneBinOfATarget() throws Exception {
        SuccinctRoles bins = repository.delegateToBins("targets", 4, "bins");
        String bin = bins.roleFor("modules/x").name();
        repository.addTarget(bin, "modules/x");
        String other = bin.equals("bins-0") ? "bins-1" : "bins-0";
        repository.addTarget(other, "modules/x2");
        TufUpdater client = published(bin, other);

        assertThat(client.findWithRole("modules/x"))
                .map(TrustedTarget::roleName)
                .contains(bin);
        assertThat(asked()).containsExactly(bin);
        assertThat(client.list().targets())
                .extracting(target -> target.file().path())
                .contains("modules/x");
    }

    @Test
    void theListHasWhatSearchesFindAndWhoVouchesForIt() throws Exception {
        repository.delegate("targets", "acme", true, "modules/acme/*");
        repository.delegate("targets", "other", false, "modules/*/*");
        repository.addTarget("targets", "releases/1.json");
        repository.addTarget("acme", "modules/acme/a");
        repository.addTarget("other", "modules/acme/hijacked");
        repository.addTarget("other", "modules/other/b");
        TufUpdater client = published("acme", "other");

        TargetListing listing = client.list();

        assertThat(listing.targets())
                .extracting(target -> target.roleName() + " " + target.file().path())
                .containsExactly("acme modules/acme/a", "other modules/other/b", "targets releases/1.json");
        assertThat(listing.refused()).isEmpty();
        assertThat(listing.hidden()).isEmpty();
    }

    @Test
    void oneBrokenPublisherHidesOnlyItsOwnTargets() throws Exception {
        repository.delegate("targets", "acme", true, "modules/acme/*");
        repository.delegate("targets", "other", false, "modules/*/*");
        repository.addTarget("other", "modules/acme/perhaps");
        repository.addTarget("other", "modules/other/b");
        TufUpdater client = published("acme", "other");
        repository.files.remove("1.acme.json");

        TargetListing listing = client.list();

        assertThat(listing.targets()).extracting(target -> target.file().path()).containsExactly("modules/other/b");
        assertThat(listing.refused())
                .hasEntrySatisfying(
                        "acme", refusal -> assertThat(refusal).isInstanceOf(MissingMetadataException.class));
        assertThat(listing.hidden()).containsExactly("modules/acme/perhaps");
        assertThat(repository.requests).containsOnlyOnce("1.acme.json");
    }

    @Test
    void namesOfRolesArePercentEncodedInUrls() throws Exception {
        repository.delegate("targets", "../weird role?", false, "*");
        repository.addTarget("../weird role?", "x");
        TufUpdater client = published("../weird role?");

        assertThat(client.find("x")).isPresent();
        assertThat(repository.requests).containsExactly("1...%2Fweird%20role%3F.json");
    }

    @Test
    void storedRolesAreNotFetchedAgain() throws Exception {
        repository.delegate("targets", "acme", false, "*");
        repository.addTarget("acme", "x");
        published("acme").find("x");
        repository.requests.clear();

        TufUpdater restarted = repository.client(store).build();
        restarted.refresh();
        assertThat(restarted.find("x")).isPresent();

        assertThat(repository.requests).containsExactly("2.root.json", "timestamp.json");
    }

    @Test
    void aComputerThatIsCutOffUsesWhatIsStored() throws Exception {
        repository.delegate("targets", "acme", false, "*");
        repository.delegate("targets", "never-needed", false, "other/*");
        repository.addTarget("acme", "x");
        published("acme", "never-needed").find("x");
        repository.requests.clear();

        TufUpdater restarted = repository.client(store).build();
        RefreshResult result = restarted.useStored();

        assertThat(result.versions()).containsEntry("targets", 2L);
        assertThat(restarted.find("x")).isPresent();
        assertThatThrownBy(() -> restarted.find("other/y"))
                .isInstanceOf(MissingMetadataException.class)
                .hasMessage("the repository has no stored never-needed.json");
        assertThat(repository.requests).isEmpty();
    }

    @Test
    void nothingIsSearchedBeforeARefresh() {
        assertThatThrownBy(() -> repository.client(store).build().find("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refresh() or useStored()");
    }

    @Test
    void aMirrorGetsEveryFileAsReceivedAndTheTimestampLast() throws Exception {
        repository.publishRoot();
        repository.delegate("targets", "acme", false, "*");
        repository.addTarget("acme", "x");
        TufUpdater client = published("acme");

        List<MetadataCopy> files = client.receivedFiles();

        assertThat(files)
                .extracting(MetadataCopy::name)
                .containsExactly(
                        "1.root.json",
                        "2.root.json",
                        "1.acme.json",
                        "2.targets.json",
                        "2.snapshot.json",
                        "timestamp.json");
        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.bytes()).isEqualTo(repository.files.get(file.name())));
    }

    @Test
    void aMirrorThatBeganWithALateRootPassesOnTheEarlierOnesToo() throws Exception {
        repository.publishRoot();
        byte[] second = repository.files.get("2.root.json");
        TufUpdater late = repository.client(store).pinnedRoot(second).build();
        late.refresh();

        assertThat(late.receivedFiles()).extracting(MetadataCopy::name).startsWith("1.root.json", "2.root.json");
        assertThat(store.readRoot(1)).contains(repository.firstRoot());
        assertThat(store.read("root")).contains(second);

        repository.files.put("1.root.json", new Simulator().firstRoot());
        TufUpdater misled = repository
                .client(new InMemoryMetadataStore())
                .pinnedRoot(second)
                .build();
        misled.refresh();
        assertThat(misled.receivedFiles()).extracting(MetadataCopy::name).startsWith("2.root.json");
    }
}
