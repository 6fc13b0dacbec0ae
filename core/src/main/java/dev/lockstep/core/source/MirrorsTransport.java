package dev.lockstep.core.source;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Several servers of one vendor, tried in order, whatever is wrong with what one of them answers. Who failed is asked last for an
 * hour, and named in a warning for as long.
 *
 * <p>Which of them answers makes no difference to trust: everything is verified against the vendor's signatures. If all
 * fail, the problem of the first is told, with those of the others attached. Safe for use by several threads.
 */
final class MirrorsTransport implements Transport {
    private static final Duration LAST_FOR = Duration.ofHours(1);

    /** What a server can be to blame for; what is wrong with this computer or its proxy, the next server has no part in. */
    private static final Set<ProblemCode> OF_THE_SERVER = EnumSet.of(
            ProblemCode.SOURCE_UNRESOLVED,
            ProblemCode.SOURCE_UNREACHABLE,
            ProblemCode.SOURCE_REFUSED,
            ProblemCode.SOURCE_TIMEOUT,
            ProblemCode.SOURCE_TLS,
            ProblemCode.SOURCE_FOREIGN,
            ProblemCode.SOURCE_ERROR,
            ProblemCode.UNTRUSTED,
            ProblemCode.PAYLOAD_MISSING,
            ProblemCode.PAYLOAD_ALTERED,
            ProblemCode.PAYLOAD_TRUNCATED,
            ProblemCode.PAYLOAD_OVERSIZED);

    private final List<? extends Transport> mirrors;
    private final InstantSource clock;
    private final Map<Transport, Failure> failures = new LinkedHashMap<>();

    MirrorsTransport(List<? extends Transport> mirrors, InstantSource clock) {
        this.mirrors = List.copyOf(mirrors);
        this.clock = clock;
    }

    @Override
    public String sourceName() {
        return inOrder().get(0).sourceName();
    }

    @Override
    public <T> T tryEach(Attempt<T> work, Function<T, Optional<Problem>> doubt) throws IOException {
        Optional<ProblemException> first = Optional.empty();
        Optional<T> doubtful = Optional.empty();
        Map<Transport, Problem> doubts = new LinkedHashMap<>();
        for (Transport mirror : inOrder()) {
            try {
                T value = work.at(mirror);
                Optional<Problem> wrong = doubt.apply(value);
                if (wrong.isEmpty()) {
                    succeeded(mirror);
                    doubts.forEach(this::failed);
                    return value;
                }
                doubts.put(mirror, wrong.get());
                doubtful = Optional.of(value);
            } catch (ProblemException e) {
                first = Optional.of(next(mirror, e, first));
            }
        }
        if (doubtful.isPresent()) {
            // None did better, so it is nothing that a server could be blamed for.
            return doubtful.get();
        }
        throw first.orElseThrow();
    }

    @Override
    public Optional<Content> open(String path, long offset) throws IOException {
        Optional<ProblemException> first = Optional.empty();
        boolean missing = false;
        for (Transport mirror : inOrder()) {
            try {
                Optional<Content> content = mirror.open(path, offset);
                if (content.isPresent() || !mayBeElsewhere(path)) {
                    return content;
                }
                missing = true;
            } catch (ProblemException e) {
                first = Optional.of(next(mirror, e, first));
            }
        }
        if (missing) {
            return Optional.empty();
        }
        throw first.orElseThrow();
    }

    /** A mirror may lag behind with payloads; metadata that one lacks (the next root) normally exists nowhere. */
    private static boolean mayBeElsewhere(String path) {
        return path.startsWith("targets/");
    }

    /** The problem to tell if no other server does better; thrown at once if none could. */
    private ProblemException next(Transport mirror, ProblemException now, Optional<ProblemException> first) {
        if (!OF_THE_SERVER.contains(now.problem().code())) {
            throw now;
        }
        failed(mirror, now.problem());
        first.ifPresent(earlier -> earlier.addSuppressed(now));
        return first.orElse(now);
    }

    /** Those that failed lately come last. */
    private synchronized List<Transport> inOrder() {
        Instant now = clock.instant();
        failures.values().removeIf(failure -> !failure.at().plus(LAST_FOR).isAfter(now));
        return mirrors.stream()
                .map(Transport.class::cast)
                .sorted(Comparator.comparing(failures::containsKey))
                .toList();
    }

    private synchronized void failed(Transport mirror, Problem problem) {
        failures.put(mirror, new Failure(clock.instant(), problem));
    }

    private synchronized void succeeded(Transport mirror) {
        failures.remove(mirror);
    }

    @Override
    public synchronized List<Sentence> warnings() {
        inOrder();
        return failures.entrySet().stream()
                .map(failure -> Sentence.of(
                        "source.mirror-failed",
                        Map.of(
                                "server", failure.getKey().sourceName(),
                                "at", failure.getValue().at(),
                                "reason", failure.getValue().problem().sentence())))
                .toList();
    }

    private record Failure(Instant at, Problem problem) {}
}
