package dev.lockstep.core.audit;

import java.nio.charset.StandardCharsets;

/**
 * Something that was decided or changed, for the audit log. Texts are empty where there is nothing to say. They never hold
 * secrets: the creator of an event removes passwords and tokens first.
 *
 * <p>Control characters become blanks and overlong texts are cut, because parts of them came from elsewhere and an entry is one
 * line of a file that people look at.
 *
 * @param action what was done, such as {@code update} or {@code change setting}
 * @param subject what it was done to, such as {@code release} or the name of a module, a setting or a computer
 * @param from how it was before, such as a version
 * @param to how it was to be afterwards
 * @param sha256 the hash of what was installed: of the signed description of a release, of the files of a module's bundles
 * @param source where that came from
 * @param result how it ended, such as {@code switched}, or the code and text of a problem
 */
public record AuditEvent(
        String action, String subject, String from, String to, String sha256, String source, String result) {
    private static final int LONGEST = 1000;

    public AuditEvent {
        action = line(action);
        subject = line(subject);
        from = line(from);
        to = line(to);
        sha256 = line(sha256);
        source = line(source);
        result = line(result);
        if (action.isBlank()) {
            throw new IllegalArgumentException("an event says what was done");
        }
    }

    /** An event of which nothing else is known. */
    public static AuditEvent of(String action, String subject, String result) {
        return new AuditEvent(action, subject, "", "", "", "", result);
    }

    /** The same, from one state to another. */
    public AuditEvent change(String before, String after) {
        return new AuditEvent(action, subject, before, after, sha256, source, result);
    }

    /** The same, with what was installed and where it came from. */
    public AuditEvent origin(String hash, String place) {
        return new AuditEvent(action, subject, from, to, hash, place, result);
    }

    /** A text as one line that has a UTF-8 form. */
    static String line(String text) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String line = valid.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]", " ");
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
