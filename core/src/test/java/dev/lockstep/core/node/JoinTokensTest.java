package dev.lockstep.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JoinTokensTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    @DisplayName("LS-190: A relay that does not know its site makes no join token, for it would not say whom to follow")
    void aRelayWithoutASite() {
        JoinTokens tokens = new JoinTokens(
                answering(Admissions.class, Map.of()),
                answering(
                        HttpPort.class,
                        Map.of(
                                "authority", Optional.of(Fingerprint.of(new byte[] {1})),
                                "local", Optional.of(URI.create("https://127.0.0.1:10000/")))),
                answering(
                        Settings.class,
                        Map.of("current", NodeSettings.of(Map.of("source", "computer", "server.address", "server")))),
                answering(Site.class, Map.of()),
                answering(TrustedSite.class, Map.of("known", Optional.empty())));

        Assertions.assertThatThrownBy(() -> tokens.issue(Optional.of("relay"), 1, 7))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.SITE_UNKNOWN));

        assertThat(asked).as("no secret was made").doesNotContain("issueSecret");
    }

    private <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            asked.add(method.getName());
            if (!answers.containsKey(method.getName())) {
                throw new UnsupportedOperationException(method.getName());
            }
            return answers.get(method.getName());
        }));
    }
}
