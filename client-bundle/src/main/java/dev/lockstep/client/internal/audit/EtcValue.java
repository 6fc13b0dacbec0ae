package dev.lockstep.client.internal.audit;

import dev.lockstep.client.internal.settings.SettingsMetaType;
import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.settings.Setting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value of a file in {@code etc} as the audit log may have it.
 *
 * @param shown without what is secret in it
 * @param mark different for different secrets, and says nothing about them without the salt; empty if nothing is secret
 */
record EtcValue(String shown, String mark) {
    private static final int LONGEST = 300;
    private static final String HIDDEN = "***";

    /** Users with a password or a key, and their roles. */
    private static final Set<String> USERS = Set.of("users.properties", "keys.properties");

    private static final Set<String> SECRETS = SettingsMetaType.FILES.stream()
            .flatMap(file -> file.settings().stream())
            .filter(Setting::secret)
            .map(Setting::name)
            .collect(Collectors.toSet());

    private static final Pattern SECRET_NAME = Pattern.compile("passw|passphrase|secret|token|credential");
    private static final Pattern DIGEST = Pattern.compile("\\{CRYPT}([^{}]*)\\{CRYPT}");

    /** What is shown of a value, and how it is told from others. */
    static EtcValue of(String file, String key, String value, String salt) {
        if (USERS.contains(file)) {
            return key.startsWith("_g_") ? new EtcValue(value, "") : user(value, salt);
        }
        if (file.endsWith("secrets.properties")
                || SECRETS.contains(key)
                || SECRET_NAME.matcher(key.toLowerCase(Locale.ROOT)).find()) {
            return new EtcValue(value.isBlank() ? "" : HIDDEN, value.isBlank() ? "" : hash(salt + value));
        }
        // What has a password in it is an address, with a place for it.
        String shown = value.contains("@") || value.contains("%40") ? Redaction.of(value) : value;
        String cut = shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
        return new EtcValue(cut, cut.equals(value) ? "" : hash(salt + value));
    }

    /** A file that is compared as a whole: what it says is not for the log, be it a key or a template. */
    static EtcValue whole(byte[] contents, String salt) {
        return new EtcValue("", hash(salt + HexFormat.of().formatHex(sha(contents, "SHA-256"))));
    }

    /** Karaf digests a password that it finds in the clear; that is no change. */
    private static EtcValue user(String value, String salt) {
        int comma = value.indexOf(',');
        String secret = comma < 0 ? value : value.substring(0, comma);
        var digest = DIGEST.matcher(secret);
        String same = digest.matches()
                ? digest.group(1)
                : HexFormat.of().formatHex(sha(secret.getBytes(StandardCharsets.UTF_8), "SHA-512"));
        return new EtcValue(
                comma < 0 ? "" : value.substring(comma + 1).strip(), hash(salt + same.toUpperCase(Locale.ROOT)));
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(sha(text.getBytes(StandardCharsets.UTF_8), "SHA-256"), 0, 16);
    }

    private static byte[] sha(byte[] bytes, String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
