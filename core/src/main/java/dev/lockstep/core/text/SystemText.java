package dev.lockstep.core.text;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Java made of the texts that the operating system handed to this process: arguments, variables, names of files, what somebody
 * types at a terminal. It reads them in the encoding of the locale, and replaces what it cannot read without a word; in the locale
 * {@code C} that is everything but ASCII, so that two passphrases, or two files, become the same.
 *
 * <p>Such a text is refused by name. So is one that was read in one of the old encodings of 256 characters, in which every text can be
 * read and few rightly. On Windows, where the system itself translates, only what it could not translate is refused.
 *
 * @param names the encoding of arguments and of names of files
 * @param variables the encoding of environment variables
 * @param isWindows whether this is Windows
 */
public record SystemText(Charset names, Charset variables, boolean isWindows) {
    private static final int FIRST_WITH_VARIABLES_AS_NAMES = 18;

    /** How this process reads. */
    public static SystemText ofThisProcess() {
        Charset names = charset(System.getProperty("sun.jnu.encoding", ""));
        Charset variables =
                Runtime.version().feature() < FIRST_WITH_VARIABLES_AS_NAMES ? Charset.defaultCharset() : names;
        return new SystemText(
                names, variables, System.getProperty("os.name", "").startsWith("Windows"));
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return Charset.defaultCharset();
        }
    }

    /**
     * Refuses arguments that are not what was typed.
     *
     * @throws ProblemException {@link ProblemCode#LOCALE} or {@link ProblemCode#TEXT_UNREADABLE}
     */
    public void requireArguments(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            // Its text may be half of a secret, and cannot be shown anyway.
            require(arguments.get(i), names, Sentence.of("text.argument", Map.of("number", i + 1)));
        }
    }

    /** Refuses variables that are not what was set; only those are looked at whose name begins so. */
    public void requireVariables(Map<String, String> environment, String prefix) {
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                require(value, variables, Sentence.of("text.variable", Map.of("name", name)));
            }
        });
    }

    /** Refuses what was typed at a terminal that is read in an encoding. */
    public void requireTyped(CharSequence text, Charset console) {
        require(text, console, Sentence.of("text.typed"));
    }

    /** Refuses the name of a file that was found, such as in a folder whose names are published. */
    public void requireName(String path) {
        require(path, names, Sentence.of("text.file", Map.of("file", path)));
    }

    /** Whether a name can be given to a file here. */
    public boolean canName(String path) {
        return names.newEncoder().canEncode(path);
    }

    /**
     * The place that a text names.
     *
     * @throws ProblemException {@link ProblemCode#LOCALE} if no file can have such a name in this process
     */
    public Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            if (canName(text)) {
                throw e;
            }
            throw unnameable(text);
        }
    }

    /** The refusal of a name that no file can have here. */
    public ProblemException unnameable(String path) {
        return problem(ProblemCode.LOCALE, names, Sentence.of("text.file", Map.of("file", path)));
    }

    private void require(CharSequence text, Charset charset, Sentence what) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        boolean replaced = text.chars().anyMatch(c -> c == TextFile.UNREADABLE)
                // What Windows cannot translate it replaces by question marks.
                || (isWindows && !unicode(charset) && text.toString().contains("??"));
        if (replaced && unicode(charset)) {
            throw problem(ProblemCode.TEXT_UNREADABLE, charset, what);
        }
        if (replaced || (!ascii && !unicode(charset) && !isWindows)) {
            throw problem(ProblemCode.LOCALE, charset, what);
        }
    }

    private static boolean unicode(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8);
    }

    private static ProblemException problem(ProblemCode code, Charset charset, Sentence what) {
        return ProblemException.of(code, Map.of("what", what, "encoding", charset.name()));
    }
}
