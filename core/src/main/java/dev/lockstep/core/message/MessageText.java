package dev.lockstep.core.message;

import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import java.util.function.Function;

/** Reads messages of other computers, and the texts in them that people are to read. */
final class MessageText {
    private static final int FORMAT = 1;

    private MessageText() {}

    /** Reads a message; the one place where what is wrong with it becomes a {@link MalformedMessageException}. */
    static <T> T read(byte[] json, int maximumBytes, Function<JsonMembers, T> reader) throws MalformedMessageException {
        if (json.length > maximumBytes) {
            throw new MalformedMessageException("it is longer than " + maximumBytes + " bytes");
        }
        try {
            return JsonMembers.parse(json).read(reader);
        } catch (JsonFormatException e) {
            throw new MalformedMessageException(e.getMessage(), e);
        }
    }

    /** Refuses a message of a format that this version does not know. */
    static void requireFormat(JsonMembers message, String member) {
        long format = message.number(member);
        if (format != FORMAT) {
            throw message.wrong(member, "is " + format + ", and only " + FORMAT + " is understood");
        }
    }

    /** A text for people. */
    static String text(JsonMembers message, String member, int longest) {
        return harmless(message.text(member, longest));
    }

    /** Control and direction characters become spaces, so that no terminal or page is deceived. */
    static String harmless(String text) {
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints().map(c -> printable(c) ? c : ' ').forEach(harmless::appendCodePoint);
        return harmless.toString();
    }

    private static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
