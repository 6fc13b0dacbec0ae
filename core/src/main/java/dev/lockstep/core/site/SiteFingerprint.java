package dev.lockstep.core.site;

import dev.lockstep.core.store.Digest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What tells one site from another: the SHA-256 of its first root, which never changes, whatever keys are exchanged later.
 *
 * @param digest the hash
 */
public record SiteFingerprint(Digest digest) {
    private static final int GROUP = 4;

    /** The fingerprint of the site that begins with a root. */
    public static SiteFingerprint of(byte[] firstRoot) {
        return new SiteFingerprint(Digest.of(firstRoot));
    }

    /** Reads what a person typed or copied: all 64 characters, with or without blanks between them. */
    public static Optional<SiteFingerprint> parse(String text) {
        String hex = text.replaceAll("[\\s:-]", "").toLowerCase(Locale.ROOT);
        return Digest.isHash(hex) ? Optional.of(new SiteFingerprint(new Digest(hex))) : Optional.empty();
    }

    /** In groups of four characters, for people to compare. */
    @Override
    public String toString() {
        byte[] bytes = HexFormat.of().parseHex(digest.hex());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i += GROUP / 2) {
            text.append(i == 0 ? "" : "-").append(HexFormat.of().formatHex(bytes, i, i + GROUP / 2));
        }
        return text.toString();
    }
}
