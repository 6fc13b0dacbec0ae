package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several people sign, each on an own computer, and no computer ever holds two of their keys. */
class QuorumTest {
    @TempDir
    private Path folder;

    private final Ed25519Signer alice = Ed25519Signer.generate();
    private final Ed25519Signer bob = Ed25519Signer.generate();
    private final Ed25519Signer carol = Ed25519Signer.generate();

    private Vendor vendor() throws Exception {
        Vendor vendor = new Vendor(folder.resolve("metadata"));
        vendor.pinned = vendor.repository.initialise(plan(vendor, alice, bob, carol), vendor.keys(alice, bob));
        return vendor;
    }

    /** Two of three for root and targets. */
    private static RootPlan plan(Vendor vendor, Ed25519Signer... people) {
        return new RootPlan(
                Vendor.quorum(2, people),
                Vendor.quorum(2, people),
                RoleKeys.single(vendor.snapshot.publicKey()),
                RoleKeys.single(vendor.timestamp.publicKey()));
    }

    @Test
    void aRootThatExchangesTheTargetsKeysIsSignedByOneAfterTheOtherWithTheTargets() throws Exception {
        Vendor vendor = vendor();
        Ed25519Signer dave = Ed25519Signer.generate();
        RootPlan withoutAlice = plan(vendor, bob, carol, dave);
        KeyRing online = KeyRing.of(vendor.snapshot, vendor.timestamp);
        Map<String, String> before = vendor.files();

        Draft fromBob = carried(vendor.repository.draftRoot(withoutAlice, KeyRing.of(bob)));
        assertThat(missing(fromBob)).containsExactly(1, 1, 1, 1);
        assertThat(fromBob.asksFor(dave.keyId())).isTrue();
        assertThat(fromBob.asksFor(Ed25519Signer.generate().keyId())).isFalse();
        assertThatThrownBy(() -> vendor.repository.publish(fromBob, online))
                .isInstanceOf(SignersMissingException.class)
                .hasMessageStartingWith("the root metadata needs the signatures of 2 keys, but 1");
        Draft fromDave = carried(fromBob.sign(KeyRing.of(dave)));
        assertThat(missing(fromDave)).containsExactly(1, 0, 1, 0);
        Draft fromCarol = carried(fromBob.sign(KeyRing.of(carol)));
        Draft complete = fromDave.merge(fromCarol);
        assertThat(complete.isComplete()).isTrue();
        assertThat(missing(complete)).containsOnly(0);
        assertThat(vendor.files()).isEqualTo(before);

        vendor.repository.publish(complete, online);

        assertThat(vendor.client().refresh().versions())
                .containsEntry("root", 2L)
                .containsEntry("targets", 2L);
        assertThatThrownBy(() -> vendor.repository.publish(complete, online))
                .isInstanceOf(UnusableDraftException.class)
                .hasMessageContaining("it makes root 2 where root 3 has to follow");
    }

    /** As it arrives at the next signer's computer. */
    private Draft carried(Draft draft) throws Exception {
        Path medium = Files.createTempDirectory(folder, "medium");
        draft.write(medium);
        return Draft.read(medium);
    }

    private static List<Integer> missing(Draft draft) {
        return draft.demands().stream().map(Draft.Demand::missing).toList();
    }

    @Test
    void theFirstRootIsSignedByItsHoldersTooEachOnAnOwnComputer() throws Exception {
        Vendor vendor = new Vendor(folder.resolve("metadata"));
        Draft first = vendor.repository.draftFirst(plan(vendor, alice, bob, carol), KeyRing.of());
        KeyRing online = KeyRing.of(vendor.snapshot, vendor.timestamp);
        Draft fromAlice = carried(first.sign(KeyRing.of(alice)));
        assertThatThrownBy(() -> vendor.repository.publish(fromAlice, online))
                .isInstanceOf(SignersMissingException.class);

        Draft complete = carried(fromAlice.merge(first.sign(KeyRing.of(carol))));
        vendor.repository.publish(complete, online);

        vendor.pinned = complete.root().orElseThrow().bytes();
        assertThat(vendor.client().refresh().versions()).containsEntry("root", 1L);
        assertThatThrownBy(() -> vendor.repository.publish(complete, online))
                .isInstanceOf(RepositoryExistsException.class);
    }

    @Test
    void signaturesThatDoNotVerifyAndOtherChangesAreNotMerged() throws Exception {
        Vendor vendor = vendor();
        Draft change = vendor.repository.draftRoot(plan(vendor, alice, bob, carol), KeyRing.of(alice));
        Path medium = Files.createTempDirectory(folder, "medium");
        change.sign(KeyRing.of(bob)).write(medium);
        Path root = medium.resolve("root.json");
        Files.writeString(root, Files.readString(root).replaceAll("(\"sig\": \"[0-9a-f]{100})..", "$100"));

        assertThat(missing(change.merge(Draft.read(medium)))).containsExactly(1);

        Draft other = vendor.repository.draftRoot(
                plan(vendor, alice, bob, carol, Ed25519Signer.generate()), KeyRing.of(alice));
        assertThatThrownBy(() -> change.merge(other))
                .isInstanceOf(UnusableDraftException.class)
                .hasMessageContaining("the other one is of another change");
    }

    @Test
    void whatIsNoDraftIsSaidToBeNone() throws Exception {
        Path medium = Files.createTempDirectory(folder, "medium");
        assertThatThrownBy(() -> Draft.read(medium))
                .isInstanceOf(UnusableDraftException.class)
                .hasMessageContaining("there is none in " + medium);
        Files.writeString(medium.resolve("targets.json"), "{}");
        assertThatThrownBy(() -> Draft.read(medium))
                .isInstanceOf(UnusableDraftException.class)
                .hasMessageContaining("targets.json is not targets metadata: \"signed\" is missing");
    }

    @Test
    void aRootThatTakesTheTargetsFromTheirSignersIsRefusedBeforeAnythingIsWritten() throws Exception {
        Vendor vendor = vendor();
        RootPlan others = plan(vendor, bob, Ed25519Signer.generate(), Ed25519Signer.generate());
        RootPlan plan =
                new RootPlan(Vendor.quorum(2, bob, carol), others.targets(), others.snapshot(), others.timestamp());
        Draft draft = vendor.repository.draftRoot(plan, KeyRing.of(bob, carol));

        assertThatThrownBy(() -> vendor.repository.publish(draft, KeyRing.of(vendor.snapshot, vendor.timestamp)))
                .isInstanceOf(SignersMissingException.class)
                .hasMessageStartingWith("the targets metadata needs the signatures of 2 keys");
        assertThat(vendor.files()).doesNotContainKey("2.root.json");
    }

    @Test
    void aRootThatNobodyAskedForIsNotPublished() throws Exception {
        Vendor vendor = vendor();
        Ed25519Signer mallory = Ed25519Signer.generate();
        RootPlan takeOver = plan(vendor, mallory, Ed25519Signer.generate());

        Draft draft = vendor.repository.draftRoot(takeOver, KeyRing.of(mallory, alice));

        assertThatThrownBy(() -> vendor.repository.publish(draft, vendor.keys()))
                .isInstanceOf(SignersMissingException.class);
        assertThat(vendor.files()).doesNotContainKey("2.root.json");
    }

    @Test
    void targetsAreSignedByOneAfterTheOther() throws Exception {
        Vendor vendor = vendor();
        KeyRing online = KeyRing.of(vendor.snapshot, vendor.timestamp);
        Draft fromAlice;
        try (Publication publication = vendor.repository.begin(KeyRing.of(alice))) {
            publication.add(Vendor.target("a"));
            fromAlice = carried(publication.draft());
        }
        assertThatThrownBy(() -> vendor.repository.publish(fromAlice, online))
                .isInstanceOf(UnusableDraftException.class)
                .hasMessageContaining("is signed by 1 of the keys that may sign it, but 2 are needed");
        Draft complete = fromAlice.sign(KeyRing.of(bob));

        vendor.repository.publish(complete, online);

        var client = vendor.client();
        assertThat(client.refresh().versions()).containsEntry("targets", 2L);
        assertThat(client.find("a")).isPresent();
        assertThatThrownBy(() -> vendor.repository.publish(complete, online))
                .isInstanceOf(UnusableDraftException.class)
                .hasMessageContaining("the repository has gone on since");
    }

    @Test
    void aPublisherSignsItsOwnRoleAndTheVendorTakesItIn() throws Exception {
        Vendor vendor = vendor();
        Ed25519Signer acme = Ed25519Signer.generate();
        try (Publication publication = vendor.repository.begin(vendor.keys(alice, bob))) {
            publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/acme/*"), true);
            publication.commit();
        }
        Draft signed;
        try (Publication publication = vendor.repository.begin(KeyRing.of(acme))) {
            publication.add("acme", Vendor.target("modules/acme/meter"));
            signed = carried(publication.draft());
        }
        assertThat(signed.isComplete()).isTrue();
        vendor.repository.publish(signed, KeyRing.of(vendor.snapshot, vendor.timestamp));

        var client = vendor.client();
        client.refresh();
        assertThat(client.findWithRole("modules/acme/meter")).isPresent();
    }

    @Test
    void aPublisherWhoseKeyIsReplacedSignsAgainAndOneThatIsRevokedIsGone() throws Exception {
        Vendor vendor = new Vendor(folder.resolve("metadata")).initialise();
        Ed25519Signer old = Ed25519Signer.generate();
        Ed25519Signer fresh = Ed25519Signer.generate();
        try (Publication publication = vendor.repository.begin(vendor.keys(old))) {
            publication.delegate("acme", RoleKeys.single(old.publicKey()), List.of("modules/acme/*"), true);
            publication.add("acme", Vendor.target("modules/acme/meter"));
            publication.commit();
        }
        try (Publication publication = vendor.repository.begin(vendor.keys())) {
            publication.delegate("acme", RoleKeys.single(fresh.publicKey()), List.of("modules/acme/*"), true);
            assertThatThrownBy(publication::commit)
                    .isInstanceOf(SignersMissingException.class)
                    .hasMessageStartingWith("the acme metadata needs");
        }
        try (Publication publication = vendor.repository.begin(vendor.keys(fresh))) {
            publication.delegate("acme", RoleKeys.single(fresh.publicKey()), List.of("modules/acme/*"), true);
            publication.commit();
        }
        var client = vendor.client();
        client.refresh();
        assertThat(client.find("modules/acme/meter")).isPresent();

        try (Publication publication = vendor.repository.begin(vendor.keys())) {
            assertThat(publication.revoke("acme")).isTrue();
            assertThat(publication.revoke("acme")).isFalse();
            publication.commit();
        }
        client.refresh();
        assertThat(client.find("modules/acme/meter")).isEmpty();
    }
}
