package dev.lockstep.core.tuf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, a.txt, true",
        "*, a/b, false",
        "*/*, a/b, true",
        "*/*, a/b/c, false",
        "a/*, a/, true",
        "a/*, a, false",
        "a/*/c, a/b/c, true",
        "a/*/c, a/b/b/c, false",
        "a/?, a/b, true",
        "a?b, a/b, false",
        "foo-?.tgz, foo-1.tgz, true",
        "foo-?.tgz, foo-12.tgz, false",
        "foo-?.tgz, foo-.tgz, false",
        "*.tgz, foo.tgz, true",
        "*.tgz, foo.tgz.asc, false",
        "*o*, foo, true",
        "**, a, true",
        "**, a/b, false",
        "a*b*c, aXXbYYc, true",
        "a*b*c, aXXbYY, false",
        "README.md, readme.md, false",
        "[ab]*, bcd, true",
        "[ab]*, cd, false",
        "[!ab]x, cx, true",
        "[!ab]x, ax, false",
        "[0-9].json, 7.json, true",
        "[0-9].json, x.json, false",
        "[]]x, ]x, true",
        "[x, [x, true",
        "[a/b], a, false",
        "?, \uD83D\uDE00, true",
        "a.c, abc, false",
    })
    void patternsMatchAsAShellMatchesThem(String pattern, String path, boolean matches) {
        assertThat(PathPattern.matches(pattern, path)).isEqualTo(matches);
    }

    @Test
    void noWildcardEverStandsForASlash() {
        Random random = new Random(3);
        String alphabet = "ab*?/[]!-";
        for (int i = 0; i < 20_000; i++) {
            String pattern = random(random, alphabet, 8);
            String path = random(random, "ab/", 8);
            if (PathPattern.matches(pattern, path)) {
                assertThat(path.chars().filter(c -> c == '/').count())
                        .isEqualTo(pattern.chars().filter(c -> c == '/').count());
            }
        }
    }

    @Test
    void starsAndQuestionMarksMatchAsTheirRegularExpressionDoes() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String pattern = random(random, "ab*?/", 7);
            String path = random(random, "ab/", 7);
            String expression = pattern.replace("*", "[^/]*").replace("?", "[^/]");

            assertThat(PathPattern.matches(pattern, path))
                    .as("%s %s", pattern, path)
                    .isEqualTo(Pattern.matches(expression, path));
        }
    }

    @Test
    void aHostilePatternCostsNoTime() {
        String pattern = "*a".repeat(500) + "b";
        String path = "a".repeat(4000);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertThat(PathPattern.matches(pattern, path)).isFalse());
    }

    private static String random(Random random, String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(longest); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
