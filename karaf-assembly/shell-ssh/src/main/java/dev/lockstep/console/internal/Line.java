package dev.lockstep.console.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of the console of words: a command, and the filters through which goes what it prints.
 *
 * <p>A word ends at a space. Within quotation marks, ' or ", everything stands for itself. That is the whole grammar: nothing is
 * expanded, evaluated, redirected or run in addition, and a character that would do one of these in Karaf's own shell is refused
 * outside of quotation marks, so that nobody takes it for done.
 *
 * @param command its name and the words after it; empty if the line is
 * @param filters each with its words
 */
record Line(List<String> command, List<List<String>> filters) {
    static final int LONGEST = 4096;
    private static final String SPECIAL = "$(){}[]<>;&`%#!\\";

    Line {
        command = List.copyOf(command);
        filters = filters.stream().map(List::copyOf).toList();
    }

    static Line parse(String text) throws Refused {
        // A client that runs one command may end it with a line break.
        String line = text.stripTrailing();
        if (line.length() > LONGEST) {
            throw new Refused("line.long", LONGEST);
        }
        if (line.codePoints().anyMatch(Line::isControl)) {
            throw new Refused("line.control");
        }
        List<List<String>> parts = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (c == ' ' || c == '\t' || c == '|') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                if (c == '|') {
                    parts.add(words);
                    words = new ArrayList<>();
                }
            } else if (SPECIAL.indexOf(c) >= 0) {
                throw new Refused("line.special", c);
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new Refused("line.quote");
        }
        if (inWord) {
            words.add(word.toString());
        }
        parts.add(words);
        if (parts.size() > 1 && parts.stream().anyMatch(List::isEmpty)) {
            throw new Refused("line.pipe");
        }
        return new Line(parts.get(0), parts.subList(1, parts.size()));
    }

    /** Also what only looks like nothing, or like the end of a line. */
    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\t';
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
