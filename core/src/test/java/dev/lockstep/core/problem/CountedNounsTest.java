package dev.lockstep.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No text for people goes round the forms of a noun ("computer(s)", "computers: 1") or gets them wrong ("1 computers"). The test looks
 * at every catalogue of the project, as its sources have it.
 */
class CountedNounsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    /** The facts that are numbers of something; every other name that a text of problems uses is in {@link #NAMED}. */
    private static final Set<String> COUNTS = Set.of(
            "count",
            "known",
            "missing",
            "seconds",
            "bytes",
            "expected",
            "limit",
            "characters",
            "days",
            "total",
            "LS-AUDIT-SHORTENED now",
            "LS-DISTRIBUTION-SWITCHED-OFF computers",
            "LS-RELAY-WAITING computers");

    private static final String NAMES =
            "systems system components reference service algorithm signed wanted id needed action address again answer aside assigned at attribute audience before bundle bundles by cause chain channel "
                    + "code component computer computers counter dependents difference element encoding expires feature features file "
                    + "files filter finding flag floor floors folder found from goal group header holds host installed key keys least "
                    + "level line loss lowest module modules most name named names needed next node now number of offered once one "
                    + "operation origin other own package path place platform port prefix problem proxy publisher range reached "
                    + "reason release releases remedy requirement requirements right role root runs server setting shown since site "
                    + "source status step suffix target text to trusted type until url user value variable version versions warnings "
                    + "what words";
    private static final Set<String> NAMED = new TreeSet<>(List.of(NAMES.split(" ")));

    private static final Pattern PLURAL =
            Pattern.compile("\\{(\\w+), plural,((?:\\s*(?:=[0-9]+|[a-z]+)\\{(?:[^{}]|\\{[^{}]*})*})+)\\s*}");
    private static final Pattern FORM = Pattern.compile("(=[0-9]+|[a-z]+)\\{(?:[^{}]|\\{[^{}]*})*}");
    private static final Pattern FACT = Pattern.compile("\\{([a-zA-Z]+)}");

    /** What a number stands for: in problems the names of {@link #COUNTS}, elsewhere any value. */
    private static final String PLACE =
            "(?:\\{(?:count|known|missing|seconds|bytes|expected|limit|characters|days|total)}|%[0-9]\\$[sd]|%[sd])";

    /** These name a list, or what can be one number only. */
    private static final Set<String> NO_NUMBERS = Set.of("settings.usual", "module.adopt-unknown", "line.long");
    /** Words that only ever stand beside a number in these forms. */
    private static final Pattern COUNTED_ENGLISH = Pattern.compile(PLACE
            + " (?:[a-z]+ )?(?:computers|files|bytes|seconds|minutes|hours|days|times|entries|releases|modules|payloads|requests"
            + "|reports|characters|keys|connections|attempts|lines|things|bundles|elements)\\b(?! of)");

    private static final Pattern COUNTED_RUSSIAN = Pattern.compile(PLACE
            + " (?:[а-яё]+ )?(?:компьютер|файл|байт|секунд|минут|час|дн|день|раз|запис|выпуск|модул|запрос|отчёт|знак|ключ|соединени"
            + "|попыт|строк|вещ|бандл)(?:ов|ей|а|ы|и|у|ам|ий|ок|о|я)?(?![а-яё])");
    private static final Pattern BENT_ENGLISH = Pattern.compile(
            "\\((?:e?s|ies)\\)|(?i)\\b(?:how many|number of [a-z]+|[a-z]+s): " + PLACE + "(?=[),.;]|$)");
    private static final Pattern BENT_RUSSIAN =
            Pattern.compile("\\(-?(?:а|ы|ов|и|ей)\\)|[а-яё]+(?:ов|ей|ций|лей|дней|раз|байт)(?:,[^:]{0,60})?: " + PLACE
                    + "|\\(раз: " + "|[а-яё]+(?:ам|ям|ов|ей) \\(" + PLACE + "\\)");

    static Stream<Path> catalogues() throws IOException {
        try (Stream<Path> files =
                Files.find(PROJECT, 14, (file, about) -> file.toString().endsWith(".properties"))) {
            List<Path> found = files.filter(
                            file -> file.toString().replace('\\', '/').contains("/src/main/resources/"))
                    .map(PROJECT::relativize)
                    .toList();
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("catalogues")
    @DisplayName("a number is followed by the form of the noun that it needs, in both languages")
    void formsOfNouns(Path catalogue) {
        boolean russian = catalogue.toString().endsWith("_ru.properties");
        Set<String> wrong = new TreeSet<>();
        for (Map.Entry<Object, Object> each : texts(catalogue).entrySet()) {
            String text = PLURAL.matcher(each.getValue().toString()).replaceAll("");
            boolean bent = (russian ? BENT_RUSSIAN : BENT_ENGLISH).matcher(text).find()
                    || (russian ? COUNTED_RUSSIAN : COUNTED_ENGLISH)
                            .matcher(text)
                            .find();
            if (bent && !NO_NUMBERS.contains(each.getKey().toString())) {
                wrong.add(each.getKey() + "=" + text);
            }
        }
        assertThat(wrong).as("texts that need {..., plural, ...}").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("catalogues")
    @DisplayName("a choice has every form that its language has, and no other")
    void allForms(Path catalogue) {
        boolean russian = catalogue.toString().endsWith("_ru.properties");
        texts(catalogue)
                .forEach((key, text) -> PLURAL.matcher(text.toString())
                        .results()
                        .forEach(choice -> {
                            Set<String> forms = new TreeSet<>();
                            FORM.matcher(choice.group(2))
                                    .results()
                                    .map(form -> form.group(1))
                                    .forEach(forms::add);
                            forms.removeIf(form -> form.startsWith("="));
                            assertThat(forms)
                                    .as(key + ": " + choice.group())
                                    .isEqualTo(
                                            russian ? Set.of("one", "few", "many", "other") : Set.of("one", "other"));
                        }));
        texts(catalogue)
                .forEach((key, text) -> assertThat(
                                PLURAL.matcher(text.toString()).replaceAll(""))
                        .as(key + " has a choice that is not understood")
                        .doesNotContain("plural,"));
    }

    @ParameterizedTest
    @MethodSource("problems")
    @DisplayName(
            "every fact is known as a number or as something else, and no number stands beside a word that does not follow it")
    void facts(Path catalogue) {
        Set<String> wrong = new TreeSet<>();
        for (Map.Entry<Object, Object> each : texts(catalogue).entrySet()) {
            String rest = PLURAL.matcher(each.getValue().toString()).replaceAll("");
            FACT.matcher(rest).results().forEach(fact -> {
                String name = fact.group(1);
                boolean counts = COUNTS.contains(name) || COUNTS.contains(each.getKey() + " " + name);
                if (!counts && !NAMED.contains(name)) {
                    wrong.add(name + " of " + each.getKey() + " is neither among COUNTS nor NAMED");
                }
                String after = rest.substring(fact.end());
                boolean beside = after.matches("(?s) (?!of |из |и |and |or |или |до |to )\\p{L}.*");
                if (counts && beside) {
                    wrong.add(each.getKey() + "=" + rest);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    static Stream<Path> problems() throws IOException {
        return catalogues().filter(file -> file.getFileName().toString().startsWith("problems"));
    }

    private static Properties texts(Path catalogue) {
        Properties texts = new Properties();
        try (Reader reader =
                new InputStreamReader(Files.newInputStream(PROJECT.resolve(catalogue)), StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
