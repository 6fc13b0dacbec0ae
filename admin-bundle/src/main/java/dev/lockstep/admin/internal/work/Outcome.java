package dev.lockstep.admin.internal.work;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.http.Json;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How an operation ended.
 *
 * @param result in a word, such as {@code switched}
 * @param details what there is to say besides, in a language
 * @param problem why it did not come to what was asked for
 */
public record Outcome(String result, Function<Locale, Json> details, Optional<Problem> problem) {
    public Outcome {
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(problem, "problem");
    }

    /** It came to something. */
    public static Outcome of(String result, Json details) {
        return new Outcome(result, language -> details, Optional.empty());
    }

    /** It came to something that is told in sentences. */
    public static Outcome of(String result, Json details, List<Sentence> actions) {
        return new Outcome(result, language -> details.sentences("actions", actions, language), Optional.empty());
    }

    /** It did not come to what was asked for. */
    public static Outcome of(String result, Json details, Problem problem) {
        return new Outcome(result, language -> details, Optional.of(problem));
    }

    /** Nothing was changed. */
    public static Outcome refused(Problem problem) {
        return of("refused", Json.object(), problem);
    }

    Json json(Locale language) {
        return Json.object().put("result", result).add(details.apply(language)).problem("problem", problem, language);
    }
}
