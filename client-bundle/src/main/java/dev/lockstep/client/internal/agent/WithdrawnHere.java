package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What runs on this computer although it must not be installed any more. It goes on running: who took it away would do the harm at
 * once that the withdrawal is to prevent.
 *
 * @param installed the release that this computer runs
 * @param modules the modules that are active
 */
record WithdrawnHere(
        Upstream upstream, Supplier<Optional<Version>> installed, Supplier<SortedMap<String, Version>> modules) {
    /** What an administrator is to know of it: the release first. */
    List<Problem> problems() {
        Withdrawals withdrawn = withdrawals();
        if (withdrawn.entries().isEmpty()) {
            return List.of();
        }
        return Stream.concat(
                        installed.get().flatMap(withdrawn::of).stream(),
                        modules.get().entrySet().stream()
                                .flatMap(module -> withdrawn.of(module.getKey(), module.getValue()).stream()))
                .map(Withdrawal::whereItRuns)
                .toList();
    }

    /** Why a release must not be installed, handed on or gone back to, as far as is known here; empty if it may. */
    Optional<Problem> of(Version release) {
        return withdrawals().of(release).map(Withdrawal::problem);
    }

    /** Why a version of a module must not be installed or handed on, as far as is known here; empty if it may. */
    Optional<Problem> of(String module, Version version) {
        return withdrawals().of(module, version).map(Withdrawal::problem);
    }

    private Withdrawals withdrawals() {
        return upstream.trusted().map(VendorMetadata::withdrawals).orElse(Withdrawals.NONE);
    }
}
