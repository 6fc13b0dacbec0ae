package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change on its way from signer to signer, each on an own computer, so that no computer ever holds the keys of two of them.
 *
 * <p>It consists of the files that need signatures of people (a next root, targets, delegated roles) and, so that everybody
 * can see what is still missing, of what is published at the moment. {@link TufRepository#publish} checks it against the
 * repository itself and signs snapshot and timestamp.
 *
 * <p>A value: signing and merging give another draft.
 */
public final class Draft {
    private static final String ROOT = "root";
    private static final String TARGETS = "targets";

    private final Optional<SignedMetadata<Root>> rootBefore;
    private final Optional<SignedMetadata<Targets>> targetsBefore;
    private final Optional<SignedMetadata<Root>> root;
    private final Map<String, SignedMetadata<Targets>> targets;

    Draft(
            Optional<SignedMetadata<Root>> rootBefore,
            Optional<SignedMetadata<Targets>> targetsBefore,
            Optional<SignedMetadata<Root>> root,
            Map<String, SignedMetadata<Targets>> targets) {
        this.rootBefore = rootBefore;
        this.targetsBefore = targetsBefore;
        this.root = root;
        this.targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    }

    /**
     * Signatures that a file of a draft needs.
     *
     * @param authority the role, its keys and how many of them
     * @param asked which keys count: the present ones, or those of the draft
     * @param required false where the present keys are asked only so that no client finds a file that its root does not know
     * @param signed the identifiers of the keys that have signed
     */
    public record Demand(Authority authority, Asked asked, boolean required, List<String> signed) {
        public Demand {
            signed = List.copyOf(signed);
        }

        /** How many signatures are still missing. */
        public int missing() {
            return Math.max(0, authority.role().threshold() - signed.size());
        }
    }

    /** Whose signatures are asked for. */
    public enum Asked {
        /** Those of the keys that clients trust at the moment. */
        PRESENT_KEYS,
        /** Those of the keys that the draft makes trusted. */
        NEW_KEYS
    }

    /**
     * Reads a draft.
     *
     * @throws UnusableDraftException if there is none, or not all of it
     */
    public static Draft read(Path folder) throws IOException, UnusableDraftException {
        return new DraftFolder(folder).read();
    }

    /** Writes the draft into a folder, to be carried to the next signer; each file is plain TUF metadata. */
    public void write(Path folder) throws IOException {
        new DraftFolder(folder).write(this);
    }

    /** What is asked of whom, in the order of the files. */
    public List<Demand> demands() {
        List<Demand> demands = new ArrayList<>();
        root.ifPresent(file -> {
            Optional<Authority> before = rootBefore.map(SignedMetadata::signed).map(old -> old.authority(ROOT));
            add(demands, file, before, Optional.of(file.signed().authority(ROOT)), true);
        });
        targets.forEach((role, file) -> {
            if (role.equals(TARGETS)) {
                Optional<Authority> before =
                        rootBefore.map(SignedMetadata::signed).map(old -> old.authority(TARGETS));
                add(demands, file, before, root.map(next -> next.signed().authority(TARGETS)), root.isEmpty());
            } else {
                add(demands, file, delegated(role), Optional.empty(), true);
            }
        });
        return demands;
    }

    private static void add(
            List<Demand> demands,
            SignedMetadata<?> file,
            Optional<Authority> before,
            Optional<Authority> next,
            boolean presentKeysRequired) {
        boolean same = before.map(Authority::role).equals(next.map(Authority::role));
        before.filter(old -> !same)
                .ifPresent(old -> demands.add(
                        new Demand(old, Asked.PRESENT_KEYS, presentKeysRequired, KeyRing.signed(file, old))));
        next.ifPresent(own -> demands.add(
                new Demand(own, same ? Asked.PRESENT_KEYS : Asked.NEW_KEYS, true, KeyRing.signed(file, own))));
    }

    /** Who may sign a delegated role: as the draft's own targets say, or else those that are published. */
    private Optional<Authority> delegated(String role) {
        return Optional.ofNullable(targets.get(TARGETS))
                .or(() -> targetsBefore)
                .flatMap(delegator -> delegator.signed().delegations())
                .flatMap(delegations -> delegations.roles().stream()
                        .filter(one -> one.name().equals(role))
                        .findFirst()
                        .map(delegations::authority));
    }

    /** Whether it can be published as far as the signatures of people go. */
    public boolean isComplete() {
        return demands().stream().filter(Demand::required).allMatch(demand -> demand.missing() == 0);
    }

    /** Whether the signature of a key is of any use here. */
    public boolean asksFor(String keyId) {
        return demands().stream()
                .anyMatch(demand -> demand.authority().role().keyIds().contains(keyId));
    }

    /** The draft with the signatures of all keys at hand that it asks for. */
    public Draft sign(KeyRing keys) {
        List<Demand> demands = demands();
        Map<String, SignedMetadata<Targets>> signed = new LinkedHashMap<>();
        targets.forEach((role, file) -> signed.put(role, keys.signInPart(file, authorities(demands, role))));
        return new Draft(
                rootBefore, targetsBefore, root.map(file -> keys.signInPart(file, authorities(demands, ROOT))), signed);
    }

    /**
     * The draft with the signatures of another copy of it too; signatures that do not verify are left out.
     *
     * @throws UnusableDraftException if the other one is of another change
     */
    public Draft merge(Draft other) throws UnusableDraftException {
        if (root.isPresent() != other.root.isPresent() || !targets.keySet().equals(other.targets.keySet())) {
            throw new UnusableDraftException("the other one is of another change");
        }
        List<Demand> demands = demands();
        Optional<SignedMetadata<Root>> mergedRoot = root;
        if (root.isPresent()) {
            mergedRoot = Optional.of(KeyRing.merge(root.get(), other.root.orElseThrow(), authorities(demands, ROOT)));
        }
        Map<String, SignedMetadata<Targets>> merged = new LinkedHashMap<>();
        for (Map.Entry<String, SignedMetadata<Targets>> file : targets.entrySet()) {
            String role = file.getKey();
            merged.put(role, KeyRing.merge(file.getValue(), other.targets.get(role), authorities(demands, role)));
        }
        return new Draft(rootBefore, targetsBefore, mergedRoot, merged);
    }

    private static List<Authority> authorities(List<Demand> demands, String role) {
        return demands.stream()
                .map(Demand::authority)
                .filter(authority -> authority.roleName().equals(role))
                .toList();
    }

    /** What is published at the moment; empty before the first publication. */
    public Optional<SignedMetadata<Root>> rootBefore() {
        return rootBefore;
    }

    /** The top-level targets that are published at the moment; empty before the first publication. */
    public Optional<SignedMetadata<Targets>> targetsBefore() {
        return targetsBefore;
    }

    /** The next root, if who may sign changes. */
    public Optional<SignedMetadata<Root>> root() {
        return root;
    }

    /** The next files of {@code targets} and delegated roles, by role. */
    public Map<String, SignedMetadata<Targets>> targets() {
        return targets;
    }
}
