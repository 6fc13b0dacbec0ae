package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which text comes into the packed program, in every locale. All of it is called by scripts, whose bytes do not depend on
 * the locale in which this test runs.
 */
@Timeout(600)
class LocaleIT {
    private static final String PASSPHRASE = "секрет";

    @TempDir
    Path folder;

    private Path program;

    @BeforeEach
    void packedProgram() {
        program = Program.build().resolve("lockstep-cli");
    }

    private Map<String, String> locales() throws Exception {
        Map<String, String> locales = new LinkedHashMap<>();
        locales.put("C", "export LC_ALL=C");
        locales.put("not installed", "export LANG=xx_XX.UTF-8");
        Path made = folder.resolve("locales");
        Files.createDirectories(made);
        run("", "localedef -i ru_RU -f CP1251 '" + made + "/ru_RU.CP1251' 2>/dev/null || :");
        if (Files.exists(made.resolve("ru_RU.CP1251"))) {
            locales.put("CP1251", "export LOCPATH='" + made + "' LC_ALL=ru_RU.CP1251");
        }
        return locales;
    }

    @Test
    @DisplayName(
            "LS-182 A passphrase is the same one in every locale, from a variable, a file and a terminal, and no other opens the keys")
    void passphrases() throws Exception {
        write("secret", PASSPHRASE + "\n");
        write("marked", "\ufeff" + PASSPHRASE + "\r\n");
        succeed("", "LOCKSTEP_PASSPHRASE=" + PASSPHRASE + " \"$P\" init-repository up");
        for (Map.Entry<String, String> locale : locales().entrySet()) {
            String set = locale.getValue();
            String renew = "\"$P\" timestamp up";

            succeed(set, "LOCKSTEP_PASSPHRASE=" + PASSPHRASE + " " + renew);
            succeed(set, renew + " --passphrase-file " + (locale.getKey().equals("C") ? "secret" : "marked"));
            succeed(set, typed(renew, PASSPHRASE));
            assertThat(run(set, "LOCKSTEP_PASSPHRASE=пароль " + renew).status())
                    .as(locale.toString())
                    .isNotZero();
            assertThat(run(set, typed(renew, "пароль")).status()).isNotZero();
        }
    }

    @Test
    @DisplayName("LS-182 Names of files, warnings and publishers are signed as they are, in every locale")
    void signedTexts() throws Exception {
        succeed("", "mkdir tree; echo x >'tree/Счётчик №1.txt'; ln -s 'Счётчик №1.txt' tree/ссылка");
        int n = 0;
        for (Map.Entry<String, String> locale : locales().entrySet()) {
            String up = "up" + n++;
            succeed(locale.getValue(), "\"$P\" init-repository " + up + " --no-passphrase");
            succeed(
                    locale.getValue(),
                    "\"$P\" publish " + up + " --release 1.0.0 --component server=tree --warning 'Остановите опрос'");
            Ended signed = succeed("", "cat $(find " + up + "/targets -type f)");

            assertThat(signed.out())
                    .as(locale.toString())
                    .contains("\"Счётчик №1.txt\"", "\"ссылка\"", "Остановите опрос");
        }
    }

    @Test
    @DisplayName("LS-182 What is not UTF-8 is refused by name in every locale, and nothing is published")
    void otherBytes() throws Exception {
        succeed("", "mkdir -p tree/sub; echo x >\"tree/sub/$(printf '\\317\\360\\356')\"");
        succeed("", "\"$P\" init-repository up --no-passphrase");
        write("legacy", "\u00f1\u00e5\u00ea\u00f0\u00e5\u00f2", true);
        for (Map.Entry<String, String> locale : locales().entrySet()) {
            for (String command : List.of(
                    "\"$P\" publish up --release 1.0.0 --component server=tree",
                    "\"$P\" publish up --release 1.0.0 --component server=x --warning \"$(printf '\\317\\360\\356')\"",
                    "LOCKSTEP_PASSPHRASE=\"$(printf '\\317\\360\\356')\" \"$P\" timestamp up",
                    typed("\"$P\" init-repository other", "\\317\\360\\356\\n\\317\\360\\356"))) {
                Ended ended = run(locale.getValue(), command);
                assertThat(ended.status()).as(locale + command).isNotZero();
                assertThat(ended.out() + ended.err()).as(locale + command).contains("[LS-TEXT-UNREADABLE]");
            }
            Ended file = run(locale.getValue(), "\"$P\" init-repository other --passphrase-file legacy");
            assertThat(file.err()).contains("legacy", "line 1", "[LS-TEXT-ENCODING]");
        }
        assertThat(folder.resolve("other")).doesNotExist();
        assertThat(succeed("", "\"$P\" list up").out()).doesNotContain("1.0.0");
    }

    @Test
    @DisplayName("LS-182 Without the script, in a locale that is not UTF-8, whatever is not ASCII is refused by name")
    void withoutTheScript() throws Exception {
        succeed("", "mkdir tree plain; echo x >tree/имя; echo x >plain/a");
        succeed("", "\"$P\" init-repository up --no-passphrase");
        Map<String, String> locales = locales();
        for (Map.Entry<String, String> locale : locales.entrySet()) {
            Map<String, String> refused = new LinkedHashMap<>();
            refused.put("J publish up --release 1.0.0 --component server=tree", "name of the file");
            refused.put("J publish up --release 1.0.0 --component server=plain --warning Стоп", "argument 8");
            refused.put("LOCKSTEP_PASSPHRASE=секрет J init-repository other", "variable LOCKSTEP_PASSPHRASE");
            refused.put(typed("J init-repository other", PASSPHRASE + "\\n" + PASSPHRASE), "what was typed");
            for (Map.Entry<String, String> command : refused.entrySet()) {
                Ended ended = run(locale.getValue(), command.getKey());
                assertThat(ended.status()).as(locale + command.getKey()).isNotZero();
                assertThat(ended.out() + ended.err())
                        .as(locale + command.getKey())
                        .contains(command.getValue(), "LC_ALL", "[LS-LOCALE]");
            }
        }
        assertThat(folder.resolve("other")).doesNotExist();
        assertThat(succeed("", "\"$P\" list up").out()).doesNotContain("1.0.0");
    }

    @Test
    @DisplayName("LS-182 The program runs from a folder of any name, in every locale, and CDPATH leads nowhere else")
    void placesOfTheProgram() throws Exception {
        for (String name : List.of("Обновления", "it's \"quoted\" $HOME `x` $(x)", "a*b?[c] 100% #1;&+")) {
            write("name", name);
            succeed("", "mkdir \"$(cat name)\"; cp -r '" + program + "' \"$(cat name)/p\"");
            for (Map.Entry<String, String> locale : locales().entrySet()) {
                String there = locale.getValue() + "\nexport CDPATH=\"$PWD:/:/tmp\"; cd \"./$(cat name)\"";
                Ended ended = run(there, "p/bin/lockstep --version");
                assertThat(ended.err()).as(locale + name).isEmpty();
                assertThat(ended.out()).startsWith("lockstep ");
                assertThat(run(there, "cd p/bin; ./lockstep-tuf --help").out()).contains("lockstep-tuf");
            }
        }
        succeed("", "mkdir a:b; cp -r '" + program + "' a:b/p");
        assertThat(run("", "a:b/p/bin/lockstep --version").err()).contains("a:b", "holds a colon", "[LS-LOCALE]");
    }

    /** A command with a terminal at which somebody types; the program asks without showing it. */
    private String typed(String command, String answers) throws IOException {
        Path script = folder.resolve("typed" + Integer.toHexString((command + answers).hashCode()) + ".sh");
        Files.writeString(script, command + "\n");
        return "export TYPED=\"$(printf '" + answers.replace("%", "%%") + "')\"; python3 terminal.py '" + script + "'";
    }

    private record Ended(int status, String out, String err) {}

    private Ended succeed(String locale, String command) throws Exception {
        Ended ended = run(locale, command);
        assertThat(ended.status())
                .as(locale + ": " + command + ": " + ended.out() + ended.err())
                .isZero();
        return ended;
    }

    private Ended run(String locale, String command) throws Exception {
        // $P is the program with its script, J the same without.
        String begin = """
                set -u
                P='PROGRAM/bin/lockstep'
                J() { 'JVM/bin/java' $LOCKSTEP_JAVA_OPTS -cp 'PROGRAM/lib/*' dev.lockstep.cli.Main "$@"; }
                export JAVA_HOME='JVM' LOCKSTEP_JAVA_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
                unset LANG LC_CTYPE LC_MESSAGES LC_ALL LOCKSTEP_PASSPHRASE
                LOCALE
                """.replace("PROGRAM", program.toString())
                .replace("JVM", System.getProperty("java.home"))
                .replace("LOCALE", locale);
        write("begin.sh", begin);
        write("command.sh", begin + command + "\n");
        write("terminal.py", TERMINAL);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder("sh", "command.sh")
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end: " + Files.readString(out, StandardCharsets.ISO_8859_1));
        }
        return new Ended(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private void write(String name, String text) throws IOException {
        write(name, text, false);
    }

    private void write(String name, String text, boolean bytes) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(bytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    }

    /** Answers whenever it is asked for a passphrase, as a person does; ends as the command ends. */
    private static final String TERMINAL = """
            import os, pty, sys
            answers = os.environb[b'TYPED'].split(b'\\n')
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp('sh', ['sh', '-c', '. ./begin.sh; . "$0"', sys.argv[1]])
            seen = b''
            while True:
                try:
                    more = os.read(terminal, 4096)
                except OSError:
                    break
                if not more:
                    break
                os.write(1, more)
                seen += more
                if answers and seen.rstrip(b'\\r\\n').endswith(b': '):
                    os.write(terminal, answers.pop(0) + b'\\n')
                    seen = b''
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """;
}
