package dev.lockstep.core.offline;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The reasons for which a bundle is refused, each with the name of the bundle. */
public final class BundleProblems {
    private static final Set<ProblemCode> OTHER_BYTES =
            Set.of(ProblemCode.PAYLOAD_ALTERED, ProblemCode.PAYLOAD_TRUNCATED, ProblemCode.PAYLOAD_OVERSIZED);

    private BundleProblems() {}

    /** It is no bundle that this version can read. */
    public static ProblemException unreadable(String bundle, Sentence reason) {
        return refused(ProblemCode.BUNDLE_UNREADABLE, bundle, reason);
    }

    /** It is not the bundle that was made. */
    public static ProblemException altered(String bundle, Sentence reason) {
        return refused(ProblemCode.BUNDLE_ALTERED, bundle, reason);
    }

    /** Something of it is missing, here or in the bundle. */
    public static ProblemException partial(String bundle, Sentence reason) {
        return refused(ProblemCode.BUNDLE_PARTIAL, bundle, reason);
    }

    /** A refusal with its reason. */
    public static ProblemException refused(ProblemCode code, String bundle, Sentence reason) {
        return ProblemException.of(code, Map.of("bundle", bundle, "reason", reason));
    }

    /** It cannot be read from its medium. */
    public static ProblemException medium(String bundle, IOException failure) {
        return new ProblemException(
                Problem.of(ProblemCode.NOT_READABLE, Map.of("file", bundle, "reason", DiskProblems.reason(failure))),
                failure);
    }

    /** Turns a problem with a source into one with the bundle. */
    public static ProblemException of(ProblemException e, String bundle) {
        ProblemCode code = e.problem().code();
        Map<String, String> file = Map.of("file", e.problem().facts().getOrDefault("file", ""));
        if (OTHER_BYTES.contains(code)) {
            return altered(bundle, Sentence.of("bundle.not-signed", file));
        }
        return code == ProblemCode.PAYLOAD_MISSING ? partial(bundle, Sentence.of("bundle.nowhere", file)) : e;
    }
}
