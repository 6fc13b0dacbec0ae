package dev.lockstep.client.internal.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The versions that failed on this computer, with the reason: {@code journal/held-off.json}. They are not tried again by
 * themselves. Safe for use by several threads.
 *
 * <p>The file has the English text of each reason by its version, as every version of Lockstep reads it. Beside it, under a name that no
 * version can have, stands the sentence that the text was made of, for other languages; a text without it is shown as it is.
 */
public final class HeldOff {
    private static final int MAXIMUM_BYTES = 256 * 1024;
    private static final String SENTENCE = " sentence";

    private final StateFile<Reasons> file;

    public HeldOff(Path folder) {
        this.file = StateFile.of(folder.resolve("held-off.json"), Reasons.class, MAXIMUM_BYTES)
                .twice()
                .notWithout("state.loss.held-off");
    }

    /** Why a version is held off; empty if it is not. */
    public synchronized Optional<Problem> problem(Version version) {
        return Optional.ofNullable(all().get(version))
                .map(reason -> Problem.of(
                        ProblemCode.VERSION_HELD_OFF, Map.of("version", version.toString(), "reason", reason)));
    }

    /** All that are held off, each with its reason. */
    public synchronized SortedMap<Version, Sentence> all() {
        Map<String, String> texts = read();
        SortedMap<Version, Sentence> all = new TreeMap<>();
        texts.forEach((name, text) -> {
            try {
                all.put(Version.parse(name), sentence(text, texts.get(name + SENTENCE)));
            } catch (IllegalArgumentException e) {
                // A sentence, or what a later version has beside the reasons.
            }
        });
        return all;
    }

    /** The sentence that a text was made of; the text itself where that is not known, or the text is another one. */
    private Sentence sentence(String text, String kept) {
        if (kept == null) {
            return Sentence.said(text);
        }
        try {
            Kept read = StateFile.read(file.path(), kept.getBytes(StandardCharsets.UTF_8), Kept.class);
            Sentence sentence = new Sentence(read.key(), read.facts());
            return Sentence.isKnown(sentence.key())
                            && sentence.text(Locale.ENGLISH).equals(text)
                    ? sentence
                    : Sentence.said(text);
        } catch (StateFile.DamagedException e) {
            return Sentence.said(text);
        }
    }

    /** Holds a version off. */
    public synchronized void add(Version version, Sentence reason) throws IOException {
        Map<String, String> reasons = read();
        reasons.put(version.toString(), reason.text(Locale.ENGLISH));
        reasons.put(
                version + SENTENCE,
                new String(StateJson.write(new Kept(reason.key(), reason.facts())), StandardCharsets.UTF_8));
        file.write(new Reasons(reasons));
    }

    /**
     * Lets a version be tried again.
     *
     * @return whether it was held off
     */
    public synchronized boolean remove(Version version) throws IOException {
        Map<String, String> reasons = read();
        reasons.remove(version + SENTENCE);
        boolean held = reasons.remove(version.toString()) != null;
        if (held) {
            file.write(new Reasons(reasons));
        }
        return held;
    }

    private Map<String, String> read() {
        return file.read().map(Reasons::byVersion).map(LinkedHashMap::new).orElseGet(LinkedHashMap::new);
    }

    private record Reasons(@JsonValue Map<String, String> byVersion) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        private Reasons {}
    }

    private record Kept(String key, SortedMap<String, String> facts) {}
}
