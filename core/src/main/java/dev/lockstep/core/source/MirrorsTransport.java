package dev.lockstep.core.source;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several servers of one vendor, tried in order; the one that answered is asked first from then on.
 *
 * <p>Which of them answers makes no difference to trust: everything is verified against the vendor's signatures. If all
 * fail, the problem of the first is told, with those of the others attached.
 */
final class MirrorsTransport implements Transport {
    private static final Set<ProblemCode> TRY_THE_NEXT = EnumSet.of(
            ProblemCode.SOURCE_UNRESOLVED,
            ProblemCode.SOURCE_UNREACHABLE,
            ProblemCode.SOURCE_REFUSED,
            ProblemCode.SOURCE_TIMEOUT,
            ProblemCode.SOURCE_TLS,
            ProblemCode.SOURCE_FOREIGN,
            ProblemCode.SOURCE_ERROR);

    private final List<? extends Transport> mirrors;
    private final AtomicInteger answering = new AtomicInteger();

    MirrorsTransport(List<? extends Transport> mirrors) {
        this.mirrors = List.copyOf(mirrors);
    }

    @Override
    public String sourceName() {
        return mirrors.get(answering.get()).sourceName();
    }

    @Override
    public Optional<Content> open(String path, long offset) throws IOException {
        int first = answering.get();
        ProblemException problem = null;
        boolean missing = false;
        for (int i = 0; i < mirrors.size(); i++) {
            int index = (first + i) % mirrors.size();
            try {
                Optional<Content> content = mirrors.get(index).open(path, offset);
                if (content.isPresent() || !mayBeElsewhere(path)) {
                    answering.set(index);
                    return content;
                }
                missing = true;
            } catch (ProblemException e) {
                if (!TRY_THE_NEXT.contains(e.problem().code())) {
                    throw e;
                }
                if (problem == null) {
                    problem = e;
                } else {
                    problem.addSuppressed(e);
                }
            }
        }
        if (missing || problem == null) {
            return Optional.empty();
        }
        throw problem;
    }

    /** A mirror may lag behind with payloads; metadata that one lacks (the next root) normally exists nowhere. */
    private static boolean mayBeElsewhere(String path) {
        return path.startsWith("targets/");
    }
}
