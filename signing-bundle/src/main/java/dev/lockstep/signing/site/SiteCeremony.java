package dev.lockstep.signing.site;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.ApprovalRule;
import dev.lockstep.core.site.RollbackTarget;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RepositoryException;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Changes of who may sign what at a site: each is the next root, signed with the keys of the root before it and with its own, and
 * valid for another ten years. Computers follow by themselves, however many roots they have missed (TUF 1.0.34, section 5.3).
 *
 * <p>Until that root is written, nothing has changed: new keys lie beside those in use, and those that no root names are removed by
 * the next change.
 */
final class SiteCeremony {
    private final Path metadata;
    private final SiteKeys keys;
    private final Clock clock;

    SiteCeremony(Path metadata, SiteKeys keys, Clock clock) {
        this.metadata = metadata;
        this.keys = keys;
        this.clock = clock;
    }

    /** The newest root. */
    Root root() throws IOException {
        long newest = 1;
        while (Files.exists(metadata.resolve(newest + 1 + ".root.json"))) {
            newest++;
        }
        return SignedMetadata.parse(Files.readAllBytes(metadata.resolve(newest + ".root.json")), MetadataType.ROOT)
                .signed();
    }

    /** Who may approve; nobody if the root names none. */
    ApprovalRule rule() throws IOException {
        return ApprovalRule.of(root());
    }

    /**
     * Writes a next root.
     *
     * @param onlineKeys whether targets, snapshot and timestamp get other keys
     * @param next where another root key is written; empty to keep the one that there is
     */
    void renew(RootKey rootKey, boolean onlineKeys, Optional<RootKey> next) throws IOException, RepositoryException {
        Ed25519Signer root = begin(rootKey);
        Map<String, RoleKeys> roles = new LinkedHashMap<>(RootPlan.of(root()).roles());
        List<Signer> signers = new ArrayList<>(List.of(root));
        if (onlineKeys) {
            keys.makeNext().forEach((role, key) -> roles.put(role, RoleKeys.single(key.publicKey())));
        }
        if (next.isPresent()) {
            Ed25519Signer key = Ed25519Signer.generate();
            SiteKeys.writeElsewhere(
                    key, next.get().file().orElseThrow(), next.get().passphrase());
            roles.put("root", RoleKeys.single(key.publicKey()));
            signers.add(key);
        }
        rotate(plan -> RootPlan.of(roles).with(plan.additional()), signers);
    }

    /**
     * Names an approver, or another key for one of that name. The new approver signs again what was approved before, except
     * permissions to roll back, which somebody else may have given.
     */
    void appoint(String name, char[] passphrase, RootKey rootKey) throws IOException, RepositoryException {
        Ed25519Signer root = begin(rootKey);
        Ed25519Signer approver = Ed25519Signer.generate();
        keys.writeApprover(approver, passphrase);
        SortedMap<String, Key> all = new TreeMap<>(rule().approvers());
        all.put(name, approver.publicKey());
        rotate(plan -> plan.with(new ApprovalRule(all).members(plan.additional())), List.of(root));
        signAgain(new ApprovalRule(all), approver);
    }

    /**
     * Lets somebody approve no longer.
     *
     * @param passphrase of an approver who stays and signs again what was approved; not looked at if none does
     * @throws ProblemException with {@code APPROVER_UNKNOWN}, or with {@code KEY_UNUSABLE}; nothing has changed then
     */
    void dismiss(String name, char[] passphrase, RootKey rootKey) throws IOException, RepositoryException {
        SortedMap<String, Key> left = new TreeMap<>(rule().approvers());
        if (left.remove(name) == null) {
            throw ProblemException.of(
                    ProblemCode.APPROVER_UNKNOWN,
                    Map.of(
                            "name",
                            name,
                            "names",
                            String.join(", ", rule().approvers().keySet())));
        }
        Ed25519Signer root = begin(rootKey);
        ApprovalRule rule = new ApprovalRule(left);
        Optional<Ed25519Signer> other =
                left.isEmpty() ? Optional.empty() : Optional.of(keys.approver(rule.keyIds(), passphrase));
        rotate(plan -> plan.with(rule.members(plan.additional())), List.of(root));
        if (other.isPresent()) {
            signAgain(rule, other.get());
        }
    }

    /** Ends what an interruption left, and reads the root key: if that is not possible, nothing has changed. */
    private Ed25519Signer begin(RootKey rootKey) throws IOException {
        settle();
        Ed25519Signer key = keys.root(rootKey);
        if (!root().roles().get("root").keyIds().contains(key.keyId())) {
            throw SiteKeys.unusable(Sentence.of("key.other-root"), null);
        }
        return key;
    }

    /** Ends what an interruption left: the keys that the newest root names are those that there are. */
    void settle() throws IOException {
        keys.settle(root(), rule().keyIds());
    }

    private void rotate(UnaryOperator<RootPlan> change, List<Signer> signers) throws IOException, RepositoryException {
        byte[] unused = new TufRepository(metadata, clock, SiteRepository.USUAL)
                .rotate(change.apply(RootPlan.of(root())), keys.ring(signers.toArray(Signer[]::new)));
        settle();
    }

    private void signAgain(ApprovalRule rule, Ed25519Signer approver) throws IOException, RepositoryException {
        try (Publication change =
                new TufRepository(metadata, clock, SiteRepository.APPROVALS).begin(keys.ring(approver))) {
            change.delegate(
                    ApprovalRule.ROLE,
                    new RoleKeys(List.copyOf(rule.approvers().values()), 1),
                    ApprovalRule.PATTERNS,
                    false);
            List<String> rollbacks = change.targets(ApprovalRule.ROLE).keySet().stream()
                    .filter(path -> path.startsWith(RollbackTarget.FOLDER))
                    .toList();
            rollbacks.forEach(path -> change.remove(ApprovalRule.ROLE, path));
            change.renew(ApprovalRule.ROLE);
            change.riseAbove(Map.of(ApprovalRule.ROLE, clock.instant().getEpochSecond()));
            change.commit();
        }
        // What the server signs itself must not live as long as an approval.
        try (Publication change = new TufRepository(metadata, clock, SiteRepository.USUAL).begin(keys.ring())) {
            change.renew("targets");
            change.commit();
        }
    }
}
