package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.HeldOff;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an administrator has to confirm before a release is installed. */
final class Consent {
    private final HeldOff heldOff;
    private final ModuleSync modules;
    private final RollbackGuard rollbackGuard;

    Consent(HeldOff heldOff, ModuleSync modules, RollbackGuard rollbackGuard) {
        this.heldOff = heldOff;
        this.modules = modules;
        this.rollbackGuard = rollbackGuard;
    }

    /**
     * Why a release must not be installed because it would be an unapproved rollback; empty if it is none. A person who names
     * the release at this computer needs no approval, but cannot go below the vendor's floor either.
     */
    Optional<Problem> against(DesiredRelease wanted, boolean named) {
        return RollbackGuard.belowFloor(wanted.metadata(), wanted.version())
                .or(() -> named ? Optional.empty() : rollbackGuard.release(wanted));
    }

    /**
     * Demands that a release may be installed: one that failed here must be asked for by name, and warnings are confirmed.
     *
     * @param wanted on what this computer shall end
     * @param next what is installed first
     * @throws ProblemException with {@code VERSION_HELD_OFF} or {@code WARNINGS_UNCONFIRMED}, or as {@link #against}
     */
    void require(DesiredRelease wanted, Release next, UpdateRequest request) throws IOException {
        Optional<Problem> back = against(wanted, request.version().isPresent());
        if (back.isPresent()) {
            throw new ProblemException(back.get());
        }
        Optional<Problem> held = heldOff.problem(next.version());
        if (request.version().isEmpty() && held.isPresent()) {
            throw new ProblemException(held.get());
        }
        String warnings = warnings(next);
        if (!warnings.isEmpty() && !request.warningsConfirmed() && !request.simulate()) {
            throw ProblemException.of(
                    ProblemCode.WARNINGS_UNCONFIRMED,
                    Map.of("release", next.version().toString(), "warnings", warnings));
        }
    }

    /** The vendor's warnings, and the modules that the release would break. */
    private String warnings(Release next) {
        Stream<String> vendors = next.warnings().stream()
                .map(warning -> warning.message() + (warning.help().isEmpty() ? "" : " (" + warning.help() + ")"));
        return Stream.concat(vendors, brokenModules(next).stream().map(Sentence::toString))
                .collect(Collectors.joining(" "));
    }

    /** The modules that the release would break, a sentence for each. */
    List<Sentence> brokenModules(Release next) {
        return modules.brokenBy(next.version()).stream().map(Problem::sentence).toList();
    }
}
