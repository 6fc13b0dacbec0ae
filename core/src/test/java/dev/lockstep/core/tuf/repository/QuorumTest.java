package dev.lockstep.core.tuf.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.tuf.RollbackException;
import dev.lockstep.core.tuf.SignatureThresholdException;
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
    void aRootIsSignedByOneAfterTheOther() throws Exception {
        Vendor vendor = vendor();
        Ed25519Signer dave = Ed25519Signer.generate();
        RootPlan withoutAlice = plan(vendor, bob, carol, dave);
        KeyRing online = KeyRing.of(vendor.snapshot, vendor.timestamp);
        signTargetsWith(vendor, alice, bob, carol);
        Map<String, String> before = vendor.files();

        byte[] fromBob =
                vendor.repository.draftRoot(withoutAlice, KeyRing.of(bob)).bytes();
        RootDraft draft = vendor.repository.readDraft(fromBob);
        assertThat(draft.missingOfOldKeys()).isEqualTo(1);
        assertThat(draft.missingOfNewKeys()).isEqualTo(1);
        assertThatThrownBy(() -> vendor.repository.publishRoot(vendor.repository.readDraft(fromBob), online))
                .isInstanceOf(SignersMissingException.class)
                .hasMessageStartingWith("the root metadata needs the signatures of 2 keys, but 1");
        RootDraft fromDave = draft.sign(KeyRing.of(dave));
        assertThat(fromDave.missingOfOldKeys()).isEqualTo(1);
        assertThat(fromDave.missingOfNewKeys()).isZero();
        RootDraft complete = vendor.repository.readDraft(fromDave.bytes()).sign(KeyRing.of(carol));
        assertThat(complete.missingOfOldKeys()).isZero();
        assertThat(vendor.files()).isEqualTo(before);

        vendor.repository.publishRoot(complete, online);

        assertThat(vendor.client().refresh().versions())
                .containsEntry("root", 2L)
                .containsEntry("targets", 2L);
    }

    /** So that both the old and the new holders have signed before a root exchanges them. */
    private static void signTargetsWith(Vendor vendor, Ed25519Signer... people) throws Exception {
        byte[] draft;
        try (Publication publication = vendor.repository.begin(KeyRing.of())) {
            draft = publication.draft("targets");
        }
        for (Ed25519Signer person : people) {
            try (Publication publication = vendor.repository.begin(KeyRing.of(person))) {
                draft = publication.sign("targets", draft);
            }
        }
        try (Publication publication = vendor.repository.begin(KeyRing.of(vendor.snapshot, vendor.timestamp))) {
            publication.submit("targets", draft);
            publication.commit();
        }
    }

    @Test
    void aRootThatTakesTheTargetsFromTheirSignersIsRefusedBeforeAnythingIsWritten() throws Exception {
        Vendor vendor = vendor();
        RootDraft draft =
                vendor.repository.draftRoot(plan(vendor, bob, carol, Ed25519Signer.generate()), KeyRing.of(bob, carol));

        assertThatThrownBy(() -> vendor.repository.publishRoot(draft, KeyRing.of(vendor.snapshot, vendor.timestamp)))
                .isInstanceOf(SignersMissingException.class)
                .hasMessageStartingWith("the targets metadata needs the signatures of 2 keys");
        assertThat(vendor.files()).doesNotContainKey("2.root.json");
    }

    @Test
    void aRootThatNobodyAskedForIsNotPublished() throws Exception {
        Vendor vendor = vendor();
        Ed25519Signer mallory = Ed25519Signer.generate();
        RootPlan takeOver = plan(vendor, mallory, Ed25519Signer.generate());

        RootDraft draft = vendor.repository.draftRoot(takeOver, KeyRing.of(mallory, alice));

        assertThatThrownBy(() -> vendor.repository.publishRoot(draft, vendor.keys()))
                .isInstanceOf(SignersMissingException.class);
        assertThat(vendor.files()).doesNotContainKey("2.root.json");
    }

    @Test
    void targetsAreSignedByOneAfterTheOther() throws Exception {
        Vendor vendor = vendor();
        KeyRing online = KeyRing.of(vendor.snapshot, vendor.timestamp);
        byte[] fromAlice;
        byte[] complete;
        try (Publication publication = vendor.repository.begin(KeyRing.of(alice))) {
            publication.add(Vendor.target("a"));
            fromAlice = publication.draft("targets");
        }
        try (Publication publication = vendor.repository.begin(KeyRing.of(bob))) {
            complete = publication.sign("targets", fromAlice);
        }
        try (Publication publication = vendor.repository.begin(online)) {
            byte[] incomplete = fromAlice;
            assertThatThrownBy(() -> publication.submit("targets", incomplete))
                    .isInstanceOf(SignatureThresholdException.class);
            publication.submit("targets", complete);
            assertThat(publication.commit()).containsEntry("targets", 2L);
        }
        var client = vendor.client();
        client.refresh();
        assertThat(client.find("a")).isPresent();

        try (Publication publication = vendor.repository.begin(online)) {
            assertThatThrownBy(() -> publication.submit("targets", complete)).isInstanceOf(RollbackException.class);
        }
    }

    @Test
    void aPublisherSignsItsOwnRoleAndTheVendorTakesItIn() throws Exception {
        Vendor vendor = vendor();
        Ed25519Signer acme = Ed25519Signer.generate();
        try (Publication publication = vendor.repository.begin(vendor.keys(alice, bob))) {
            publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/acme/*"), true);
            publication.commit();
        }
        byte[] signed;
        try (Publication publication = vendor.repository.begin(KeyRing.of(acme))) {
            publication.add("acme", Vendor.target("modules/acme/meter"));
            signed = publication.draft("acme");
        }
        try (Publication publication = vendor.repository.begin(KeyRing.of(vendor.snapshot, vendor.timestamp))) {
            publication.submit("acme", signed);
            publication.commit();
        }

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
