package dev.lockstep.commands.internal.console;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** The dialogue between a command and the person at its session. */
public final class Dialogue {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss x");

    private final Session session;
    private final Texts texts;
    private final ProgressDisplay progress;

    public Dialogue(Session session) {
        this.session = session;
        this.texts = Texts.of(session);
        this.progress = new ProgressDisplay(session.getConsole(), texts, width(), System::nanoTime);
    }

    public Texts texts() {
        return texts;
    }

    /** Whether somebody is there who can answer; scripts and cron jobs have no terminal. */
    public boolean isInteractive() {
        return session.getTerminal() != null;
    }

    /** How wide the terminal is; empty if there is none. */
    Optional<Integer> width() {
        return isInteractive() && session.getTerminal().getWidth() > 20
                ? Optional.of(session.getTerminal().getWidth())
                : Optional.empty();
    }

    public void say(String key, Object... values) {
        print(texts.get(key, values));
    }

    /** Prints a text, broken between words where the terminal ends. */
    public void print(String text) {
        progress.end();
        wrapped(text).forEach(session.getConsole()::println);
    }

    private List<String> wrapped(String text) {
        return Wrapping.lines(printable(text), width().orElse(Integer.MAX_VALUE));
    }

    /** Prints something that is to be copied: never broken into lines. */
    public void raw(String text) {
        session.getConsole().println(printable(text));
    }

    /**
     * Asks for something that is not shown while it is typed.
     *
     * @throws IOException if the terminal goes away
     */
    public String secret(String key) throws IOException {
        String answer = answer(texts.get(key) + " ", '*');
        return answer == null ? "" : answer;
    }

    public void list(List<Sentence> sentences) {
        sentences.forEach(sentence -> item(sentence.text(locale())));
    }

    public void item(String text) {
        print("  - " + text);
    }

    public void warnings(Release release) {
        for (Release.Warning warning : release.warnings()) {
            print(texts.get("release.warning", warning.message(), warning.help())
                    .stripTrailing());
        }
    }

    /**
     * Asks a question that is answered with yes or no; whatever is not yes is no.
     *
     * @throws IOException if the terminal goes away
     */
    public boolean confirms(String key, Object... values) throws IOException {
        progress.end();
        String question = texts.get(key, values) + " " + texts.get("question.choices") + " ";
        String answer = answer(question, null);
        if (answer == null) {
            return false;
        }
        String word = answer.strip().toLowerCase(texts.locale());
        return List.of("y", "yes", "д", "да").contains(word);
    }

    /**
     * Asks for something that is not shown while it is typed.
     *
     * @return empty if the person gave up
     * @throws IOException if the terminal goes away
     */
    public char[] secret(String key, Object... values) throws IOException {
        String answer = answer(texts.get(key, values) + " ", '*');
        return answer == null ? new char[0] : answer.toCharArray();
    }

    private String answer(String question, Character mask) throws IOException {
        try {
            return session.readLine(question, mask);
        } catch (RuntimeException e) {
            // JLine's, which is a part of Karaf's console that bundles do not see.
            if (List.of("UserInterruptException", "EndOfFileException")
                    .contains(e.getClass().getSimpleName())) {
                throw new BrokenOffException(e);
            }
            throw e;
        }
    }

    /**
     * Does something that takes long, and shows how far it has come. Ctrl-C leaves it to itself.
     *
     * @throws dev.lockstep.core.problem.ProblemException with what went wrong, or {@code DETACHED}
     */
    public <T> T work(Work<T> work) throws IOException {
        return Detachable.run(progress, work);
    }

    public Table table(String... columns) {
        return new Table(this, columns);
    }

    /** Shows how far a long operation has come, until something else is said. */
    public Progress progress() {
        return progress;
    }

    /** Nothing more will be said. */
    void end() {
        progress.end();
    }

    public CommandException failure(Problem problem) {
        return failed(problem.text(texts.locale()) + " [" + problem.code().code() + "]");
    }

    public CommandException failure(String key, Object... values) {
        return failed(texts.get(key, values));
    }

    /** With a "help" Karaf prints that alone; otherwise it puts words of its own before the sentence. */
    private CommandException failed(String sentence) {
        return new CommandException(String.join("\n", wrapped(sentence)), printable(sentence));
    }

    public String time(Optional<Instant> instant) {
        return instant.map(at -> TIME.format(at.atZone(ZoneId.systemDefault()))).orElse("-");
    }

    public static String version(Optional<Version> version) {
        return version.map(Version::toString).orElse("-");
    }

    /** A sentence in the language of whoever is at the console. */
    public String sentence(Sentence sentence) {
        return sentence.text(texts.locale());
    }

    public String problem(Optional<Problem> problem) {
        return problem.map(found ->
                        found.text(texts.locale()) + " [" + found.code().code() + "]")
                .orElse("");
    }

    /** A problem and what else is to be said, for a cell of a table. */
    public String remarks(Optional<Problem> problem, List<Sentence> remarks) {
        return Stream.concat(
                        problem.map(found -> problem(Optional.of(found))).stream(),
                        remarks.stream().map(remark -> remark.text(texts.locale())))
                .collect(Collectors.joining("; "));
    }

    /** Much of what is shown came from other computers: it must not steer the terminal. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n]]", " ");
    }

    public Locale locale() {
        return texts.locale();
    }

    void printTo(TableOutput output) {
        progress.end();
        output.to(session.getConsole());
    }

    /** Something that writes to the console by itself. */
    @FunctionalInterface
    interface TableOutput {
        void to(java.io.PrintStream out);
    }
}
