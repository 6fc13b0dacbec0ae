package dev.lockstep.core.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 hash, as 64 lower-case hexadecimal characters.
 *
 * @param hex the characters
 */
public record Digest(@JsonValue String hex) implements Comparable<Digest> {
    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Digest {
        if (!isHash(hex)) {
            throw new IllegalArgumentException("not a SHA-256 hash of 64 lower-case hexadecimal characters");
        }
    }

    /** Whether a text, such as the name of a file, has the form of a hash. */
    public static boolean isHash(String text) {
        return SYNTAX.matcher(text).matches();
    }

    /** The hash of some bytes that are already in memory. */
    public static Digest of(byte[] bytes) {
        return ofHash(algorithm().digest(bytes));
    }

    /** Takes the 32 bytes that {@link #algorithm()} computed. */
    public static Digest ofHash(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    /** A fresh SHA-256 computation. */
    public static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Where a payload with this hash stands in a store and below {@code targets/}: {@code sha256/ab/abcd...}. */
    public String path() {
        return "sha256/" + hex.substring(0, 2) + "/" + hex;
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
