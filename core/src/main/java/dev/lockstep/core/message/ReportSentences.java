package dev.lockstep.core.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.problem.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sentences of a report for its readers' languages. Their English texts stand in the report itself, where programs and versions of
 * Lockstep that know no sentences find them; a sentence that this version does not know is told in that text.
 *
 * @param explanation the explanation; empty from an earlier version
 * @param deviations the deviations, as many as there are texts; none from an earlier version
 */
public record ReportSentences(Optional<Sentence> explanation, List<Sentence> deviations) {
    /** Of a computer that sends texts only. */
    public static final ReportSentences NOTHING = new ReportSentences(Optional.empty(), List.of());

    private static final int MOST_FACTS = 100;

    public ReportSentences {
        Objects.requireNonNull(explanation, "explanation");
        deviations = List.copyOf(deviations);
    }

    ReportSentences withDeviation(Sentence deviation, int before) {
        if (deviations.size() != before) {
            // The texts before it have no sentences, so none has.
            return new ReportSentences(explanation, List.of());
        }
        List<Sentence> more = new ArrayList<>(deviations);
        more.add(deviation);
        return new ReportSentences(explanation, more);
    }

    /** The explanation in a language, if its English text is the one that was sent. */
    Optional<String> explanation(Locale language, String english) {
        return explanation.filter(sentence -> isOf(sentence, english)).map(sentence -> sentence.text(language));
    }

    /** The deviations in a language. */
    List<String> deviations(Locale language, List<String> english) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < english.size(); i++) {
            boolean known = deviations.size() == english.size() && isOf(deviations.get(i), english.get(i));
            told.add(known ? deviations.get(i).text(language) : english.get(i));
        }
        return told;
    }

    /** Another version may have other words for a key: then the words count that were sent. */
    private static boolean isOf(Sentence sentence, String english) {
        return Sentence.isKnown(sentence.key()) && sentence.text(Locale.ENGLISH).equals(english);
    }

    static ReportSentences read(JsonMembers message, int mostDeviations, int longest) {
        message.requireAtMost(mostDeviations, "deviations");
        return new ReportSentences(
                message.optional("explanation", JsonMembers::members).map(said -> sentence(said, longest)),
                message.objects("deviations", said -> sentence(said, longest)));
    }

    private static Sentence sentence(JsonMembers message, int longest) {
        message.requireAtMost(MOST_FACTS, "facts");
        return new Sentence(
                MessageText.text(message, "key", 128),
                new TreeMap<>(message.map("facts", (facts, name) -> MessageText.text(facts, name, longest))));
    }

    void write(ObjectNode json) {
        explanation.ifPresent(sentence -> write(json.putObject("explanation"), sentence));
        var list = json.putArray("deviations");
        deviations.forEach(sentence -> write(list.addObject(), sentence));
    }

    private static void write(ObjectNode json, Sentence sentence) {
        json.put("key", sentence.key());
        ObjectNode facts = json.putObject("facts");
        sentence.facts().forEach(facts::put);
    }
}
