package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Delegations;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Section 5.6.7 of the client workflow: a pre-order, depth-first search for the role that vouches for a target.
 *
 * <p>A role is visited only on a path on which every delegation covers the target, and only once. After a terminating
 * delegation that covers the target, only the subtree of that delegation is searched.
 */
final class DelegationSearch {
    private final TargetsLoader loader;
    private final Authority top;
    private final Snapshot snapshot;
    private final int most;

    DelegationSearch(TargetsLoader loader, TrustedState state, int most) {
        this.loader = loader;
        this.top = state.root().signed().authority("targets");
        this.snapshot = state.snapshot().signed();
        this.most = most;
    }

    Optional<TrustedTarget> find(String targetPath) throws IOException, TufException {
        Deque<Authority> toVisit = new ArrayDeque<>(List.of(top));
        Set<String> visited = new HashSet<>();
        while (!toVisit.isEmpty()) {
            Authority authority = toVisit.pop();
            // 5.6.7.1) a role visited before is skipped, and so are cycles
            if (!visited.add(authority.roleName())) {
                continue;
            }
            if (visited.size() > most) {
                throw new TooManyDelegationsException(most);
            }
            Targets targets = loader.load(authority).signed();
            TargetFile found = targets.targets().get(targetPath);
            if (found != null) {
                return Optional.of(new TrustedTarget(authority.roleName(), found));
            }
            // 5.6.7.2) then its delegations in order of appearance
            targets.delegations().ifPresent(delegations -> pushRoles(delegations, targetPath, toVisit));
        }
        return Optional.empty();
    }

    private static void pushRoles(Delegations delegations, String targetPath, Deque<Authority> toVisit) {
        List<Authority> children = new ArrayList<>();
        for (DelegatedRole role : delegations.rolesFor(targetPath)) {
            children.add(delegations.authority(role));
            if (role.terminating()) {
                toVisit.clear();
                break;
            }
        }
        for (int i = children.size() - 1; i >= 0; i--) {
            toVisit.push(children.get(i));
        }
    }

    /** Every target that a search would find. A role that cannot be used is reported, and hides the targets that it might name. */
    TargetListing list() throws IOException, TufException {
        Set<String> paths = new TreeSet<>(loader.load(top).signed().targets().keySet());
        Map<String, TufException> refused = new TreeMap<>();
        collectPaths(paths, refused);
        List<TrustedTarget> targets = new ArrayList<>();
        Set<String> hidden = new TreeSet<>();
        for (String path : paths) {
            try {
                find(path).ifPresent(targets::add);
            } catch (TooManyDelegationsException e) {
                throw e;
            } catch (TufException e) {
                hidden.add(path);
            }
        }
        return new TargetListing(targets, refused, hidden);
    }

    private void collectPaths(Set<String> paths, Map<String, TufException> refused) throws IOException, TufException {
        Deque<Authority> toVisit = new ArrayDeque<>(List.of(top));
        // A role can be reached on several paths with different keys, so visits are counted by link, not by name.
        Set<Authority> visited = new HashSet<>();
        while (!toVisit.isEmpty()) {
            Authority authority = toVisit.pop();
            if (!visited.add(authority)) {
                continue;
            }
            if (visited.size() > most) {
                throw new TooManyDelegationsException(most);
            }
            try {
                Targets targets = loader.load(authority).signed();
                paths.addAll(targets.targets().keySet());
                targets.delegations().ifPresent(delegations -> toVisit.addAll(authorities(delegations)));
            } catch (TufException e) {
                refused.put(authority.roleName(), e);
            }
        }
    }

    /** All delegated roles; of hash bins only those that the snapshot lists, because there can be four thousand million. */
    private List<Authority> authorities(Delegations delegations) {
        List<Authority> authorities = new ArrayList<>();
        delegations.roles().forEach(role -> authorities.add(delegations.authority(role)));
        delegations
                .succinct()
                .ifPresent(bins -> snapshot.meta().keySet().stream()
                        .map(file -> file.replaceFirst("\\.json$", ""))
                        .filter(bins::hasBin)
                        .forEach(name -> authorities.add(new Authority(name, bins.role(), delegations.keys()))));
        return authorities;
    }
}
