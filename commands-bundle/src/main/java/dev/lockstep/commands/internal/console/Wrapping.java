package dev.lockstep.commands.internal.console;

import java.util.ArrayList;
import java.util.List;

/** Breaks texts between words. */
final class Wrapping {
    private Wrapping() {}

    /** The lines of a text, none longer than {@code width} unless a single word is. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            wrap(paragraph, width, lines);
        }
        return lines;
    }

    /** The same, and a single word that is longer is broken, too. */
    static List<String> within(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String line : lines(text, width)) {
            String rest = line;
            while (rest.length() > width) {
                // Not between the two halves of one character.
                int end = Character.isHighSurrogate(rest.charAt(width - 1)) && width > 1 ? width - 1 : width;
                lines.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
            lines.add(rest);
        }
        return lines;
    }

    private static void wrap(String paragraph, int width, List<String> lines) {
        if (paragraph.length() <= width) {
            lines.add(paragraph);
            return;
        }
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split(" ")) {
            boolean begun = line.length() > 0;
            if (begun && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
        }
        lines.add(line.toString());
    }
}
