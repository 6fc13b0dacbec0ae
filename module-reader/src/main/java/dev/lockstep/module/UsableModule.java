package dev.lockstep.module;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.framework.Version;

/**
 * Whether a computer can use the description of a module at all. The same question is asked in both places: publishing refuses
 * what fails it, and a computer leaves out by name what was signed nevertheless, by an older publisher or on purpose.
 */
public final class UsableModule {
    /** A resolver's work grows with them; the largest bundles that are known have some thousand. */
    private static final int MOST_CLAUSES = 20_000;

    private UsableModule() {}

    /** Why no computer can use it, as the end of a sentence; empty if it can. */
    public static Optional<Sentence> objection(ModuleRelease module) {
        try {
            Set<String> names = new HashSet<>();
            for (Bundle bundle : module.bundles()) {
                check(bundle);
                if (!names.add(bundle.symbolicName() + " " + Version.parseVersion(bundle.version()))) {
                    throw new UnusableValueException(Sentence.of(
                            "module.bundle-twice", Map.of("bundle", bundle.symbolicName() + " " + bundle.version())));
                }
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(Sentence.said(e));
        }
    }

    /**
     * Demands that a computer can use a bundle's description.
     *
     * @throws IllegalArgumentException if not
     */
    static void check(Bundle bundle) {
        if (bundle.capabilities().size() + bundle.requirements().size() > MOST_CLAUSES) {
            throw new UnusableValueException(Sentence.of(
                    "module.too-many-clauses", Map.of("bundle", bundle.symbolicName(), "limit", MOST_CLAUSES)));
        }
        check(bundle, "Bundle-Version", () -> Version.parseVersion(bundle.version()));
        bundle.capabilities().forEach(clause -> check(bundle, clause, TypedClause::capability));
        bundle.requirements().forEach(clause -> check(bundle, clause, TypedClause::requirement));
    }

    private static void check(Bundle bundle, Clause clause, Consumer<Clause> reading) {
        check(bundle, clause.namespace(), () -> reading.accept(clause));
    }

    private static void check(Bundle bundle, String place, Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException e) {
            throw new UnusableValueException(
                    Sentence.of(
                            "module.clause",
                            Map.of(
                                    "bundle", bundle.symbolicName(),
                                    "place", place,
                                    "reason", Sentence.said(e))),
                    e);
        }
    }
}
