package dev.lockstep.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemTextTest {
    private static final SystemText UTF8 = new SystemText(StandardCharsets.UTF_8, StandardCharsets.UTF_8, false);

    @ParameterizedTest
    @DisplayName("LS-182: In a locale that is not one of UTF-8 nothing is taken but ASCII, whichever way it came")
    @ValueSource(strings = {"US-ASCII", "windows-1251", "KOI8-R", "ISO-8859-1"})
    void otherLocales(String name) {
        Charset charset = Charset.forName(name);
        SystemText system = new SystemText(charset, charset, false);
        // As Java reads it: in ASCII all is replaced, in the others it becomes other letters.
        String read = new String("пароль".getBytes(StandardCharsets.UTF_8), charset);

        refused(ProblemCode.LOCALE, "argument 2", () -> system.requireArguments(List.of("a", read)));
        refused(ProblemCode.LOCALE, "LOCKSTEP_P", () -> system.requireVariables(Map.of("LOCKSTEP_P", read), "LOCK"));
        refused(ProblemCode.LOCALE, "what was typed", () -> system.requireTyped(read, charset));
        refused(ProblemCode.LOCALE, "name of the file", () -> system.requireName(read));
        assertThatCode(() -> system.requireArguments(List.of("What? Really??", "plain")))
                .doesNotThrowAnyException();
        assertThatCode(() -> system.requireVariables(Map.of("OTHER", read), "LOCK"))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("LS-182: In a locale of UTF-8 every text is taken, and what was not UTF-8 is refused")
    void unicode() {
        UTF8.requireArguments(List.of("пароль", "密碼"));
        UTF8.requireTyped("пароль", StandardCharsets.UTF_8);
        UTF8.requireName("Счётчик");

        String read = new String("пароль".getBytes(Charset.forName("windows-1251")), StandardCharsets.UTF_8);
        refused(ProblemCode.TEXT_UNREADABLE, "argument 1", () -> UTF8.requireArguments(List.of(read)));
        refused(ProblemCode.TEXT_UNREADABLE, "what was typed", () -> UTF8.requireTyped(read, StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("LS-182: Windows translates by itself; what it could not translate is refused")
    void windows() {
        Charset russian = Charset.forName("windows-1251");
        SystemText system = new SystemText(russian, StandardCharsets.UTF_8, true);

        system.requireArguments(List.of("пароль", "Готово?"));
        system.requireTyped("пароль", Charset.forName("IBM866"));
        refused(ProblemCode.LOCALE, "argument 1", () -> system.requireArguments(List.of("??????")));
    }

    @Test
    @DisplayName("LS-182: A name that no file can have in this process is refused with a code and the remedy")
    void names() {
        SystemText ascii = new SystemText(StandardCharsets.US_ASCII, StandardCharsets.US_ASCII, false);

        assertThat(ascii.canName("Счётчик")).isFalse();
        assertThat(ascii.unnameable("Счётчик").problem().text(Locale.forLanguageTag("ru")))
                .contains("имя файла Счётчик", "LC_ALL");
    }

    private static void refused(ProblemCode code, String what, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().code()).isEqualTo(code);
            assertThat(refused.getMessage()).contains(what).doesNotContain("пароль");
        });
    }
}
