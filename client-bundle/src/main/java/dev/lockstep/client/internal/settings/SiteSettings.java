package dev.lockstep.client.internal.settings;

import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.problem.ProblemException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of the same file for the authentication between this computer and its server. Not a record, because a join token is
 * a secret.
 */
public final class SiteSettings {
    static final String JOIN_TOKEN = "join.token";

    private final boolean plain;
    private final boolean firstUse;
    private final Optional<JoinToken> joinToken;

    private SiteSettings(boolean plain, boolean firstUse, Optional<JoinToken> joinToken) {
        this.plain = plain;
        this.firstUse = firstUse;
        this.joinToken = Objects.requireNonNull(joinToken, "joinToken");
    }

    static SiteSettings read(Map<String, String> values) {
        return new SiteSettings(
                SettingsForm.flag(values, "server.plain", false),
                SettingsForm.flag(values, "server.first.use", true),
                token(values.getOrDefault(JOIN_TOKEN, "")));
    }

    private static Optional<JoinToken> token(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(JoinToken.parse(text));
        } catch (ProblemException e) {
            throw new IllegalArgumentException(JOIN_TOKEN + ": " + e.getMessage(), e);
        }
    }

    /** Whether the server is talked to without TLS. */
    public boolean plain() {
        return plain;
    }

    /** Whether an unknown server is trusted from its first answer on. */
    public boolean firstUse() {
        return firstUse;
    }

    /** What the installer or an administrator brought along. */
    public Optional<JoinToken> joinToken() {
        return joinToken;
    }
}
