package dev.lockstep.cli.publish;

import dev.lockstep.core.release.Release.Warning;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A release as it is ordered on the command line.
 *
 * @param version its version
 * @param channel for whom it is
 * @param components where its components are on this computer
 * @param floors versions that must be installed before it
 * @param lowest below which nobody goes back from now on; empty for no change
 * @param without components, or platforms of them, that are left out on purpose
 * @param warnings what an administrator has to confirm
 * @param counter the release counter; empty for the next one
 * @param compatible what it works together with while a switch is under way; empty for its own major version
 * @param notSecret files that look like keys and are meant to be published, relative to their component's folder
 */
record ReleaseOrder(
        Version version,
        String channel,
        List<ComponentSource> components,
        List<Version> floors,
        Optional<Version> lowest,
        List<String> without,
        List<Warning> warnings,
        Optional<Long> counter,
        Optional<VersionRange> compatible,
        Set<String> notSecret) {
    ReleaseOrder {
        notSecret = Set.copyOf(notSecret);
        components = List.copyOf(components);
        floors = List.copyOf(floors);
        without = List.copyOf(without);
        warnings = List.copyOf(warnings);
    }

    VersionRange compatibleRange() {
        return compatible.orElseGet(() -> {
            BigInteger major = version.core().get(0);
            return VersionRange.parse("[" + major + ".0.0-0," + major.add(BigInteger.ONE) + ".0.0)");
        });
    }
}
