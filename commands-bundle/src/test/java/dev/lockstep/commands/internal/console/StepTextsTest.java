package dev.lockstep.commands.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StepTextsTest {
    private static final Pattern STEP =
            Pattern.compile("(?i)(?:progress\\S*|whole)\\s*\\.(?:at|as)\\(\\s*\"([a-z -]+)\"");

    @Test
    @DisplayName("Each step that the sources name has a text for people")
    void everyStepHasAText() throws IOException {
        Set<String> steps = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            for (Path file : (Iterable<Path>) files.filter(StepTextsTest::isProduct)::iterator) {
                STEP.matcher(Files.readString(file)).results().forEach(found -> steps.add(found.group(1)));
            }
        }
        assertThat(steps).contains("check", "download", "mirror", "verify");
        assertThat(steps).allMatch(step -> Sentence.isKnown("step." + step.replace(' ', '-')));
    }

    private static boolean isProduct(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java") && path.contains("/src/main/java/") && !path.contains("/target/");
    }
}
