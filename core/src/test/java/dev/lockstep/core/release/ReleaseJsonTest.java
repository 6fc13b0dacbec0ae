package dev.lockstep.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseJsonTest {
    private static final Blob BLOB = Blob.of("hello".getBytes(StandardCharsets.UTF_8));
    private static final String HASH = BLOB.digest().hex();
    private static final Release RELEASE = new Release(
            Version.parse("1.1.0"),
            "stable",
            2,
            Instant.parse("2026-11-22T10:00:00Z"),
            List.of(new Release.ComponentRelease(
                    "metering-server", List.of(new Release.PlatformTree(Platform.ANY, BLOB, 10, 12345)))),
            List.of(Version.parse("1.0.0")),
            List.of(new Release.Warning("Сделайте копию \"базы\"", "https://example.com/help")),
            VersionRange.parse("[1.0.0,2.0.0)"));
    private static final String RELEASE_JSON =
            "{\"format\":1,\"version\":\"1.1.0\",\"channel\":\"stable\",\"counter\":2,"
                    + "\"released\":\"2026-11-22T10:00:00Z\",\"compatible\":\"[1.0.0,2.0.0)\",\"floors\":[\"1.0.0\"],"
                    + "\"warnings\":[{\"message\":\"Сделайте копию \\\"базы\\\"\",\"help\":\"https://example.com/help\"}],"
                    + "\"components\":[{\"name\":\"metering-server\",\"trees\":[{\"platform\":\"any\",\"sha256\":\""
                    + HASH
                    + "\",\"length\":5,\"files\":10,\"bytes\":12345}]}]}";
    private static final Tree TREE = new Tree(List.of(
            new Tree.Folder("lib"), new Tree.File("lib/a.jar", BLOB, true), new Tree.Link("current", "lib/a.jar")));
    private static final String TREE_JSON = "{\"format\":1,\"entries\":[{\"folder\":\"lib\"},{\"file\":\"lib/a.jar\","
            + "\"sha256\":\"" + HASH + "\",\"length\":5,\"executable\":true},"
            + "{\"link\":\"current\",\"target\":\"lib/a.jar\"}]}";
    private static final ModuleRelease MODULE = new ModuleRelease(
            "reports",
            Version.parse("1.0.0"),
            "Reports",
            "Monthly reports",
            "Example Ltd",
            List.of("metering-workstation"),
            VersionRange.parse("[1.0.0,2.0.0)"),
            List.of(new ModuleRelease.Bundle(
                    "com.example.reports",
                    "1.0.0.qualifier",
                    BLOB,
                    80,
                    List.of(new ModuleRelease.Clause(
                            "osgi.wiring.package",
                            Map.of("osgi.wiring.package", "a.b", "version:Version", "1.0.0"),
                            Map.of())),
                    List.of(new ModuleRelease.Clause(
                            "osgi.wiring.package", Map.of(), Map.of("filter", "(a=b)", "resolution", "optional"))))));

    @Test
    void aReleaseIsWrittenExactlyAsDocumented() {
        assertThat(text(ReleaseJson.write(RELEASE))).isEqualTo(RELEASE_JSON);
        assertThat(ReleaseJson.readRelease(bytes(RELEASE_JSON))).isEqualTo(RELEASE);
    }

    @Test
    void aTreeIsWrittenExactlyAsDocumented() {
        assertThat(text(ReleaseJson.write(TREE))).isEqualTo(TREE_JSON);
        assertThat(ReleaseJson.readTree(bytes(TREE_JSON))).isEqualTo(TREE);
    }

    @Test
    void aModuleComesBackAsItWasWritten() {
        byte[] json = ReleaseJson.write(MODULE);
        assertThat(ReleaseJson.readModule(json)).isEqualTo(MODULE);
        assertThat(text(json))
                .contains("\"capabilities\":[{\"namespace\":\"osgi.wiring.package\",\"attributes\":"
                        + "{\"osgi.wiring.package\":\"a.b\",\"version:Version\":\"1.0.0\"},\"directives\":{}}]");
    }

    @Test
    void membersOfLaterVersionsAreIgnored() {
        String later = RELEASE_JSON.replace("\"counter\":2", "\"counter\":2,\"later\":{\"a\":[1,2]}");
        assertThat(ReleaseJson.readRelease(bytes(later))).isEqualTo(RELEASE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"channel\":\"stable\",    | ``                                     | release.channel is missing",
                "\"counter\":2              | \"counter\":\"2\"                      | release.counter is not a whole number",
                "\"counter\":2              | \"counter\":2.5                        | the release cannot be used: a floating point number cannot be signed",
                "\"counter\":2              | \"counter\":0                          | release: a release counter starts at 1, not at 0",
                "\"counter\":2              | \"counter\":2,\"counter\":3            | the release cannot be used: the member \"counter\" stands twice",
                "\"floors\":[\"1.0.0\"]     | \"floors\":\"1.0.0\"                   | release.floors is not a list",
                "\"floors\":[\"1.0.0\"]     | \"floors\":[\"one\"]                   | release.floors[0]: ",
                "2026-11-22T10:00:00Z       | yesterday                              | release.released is not a time like 2026-11-22T10:00:00Z",
                "metering-server            | ../server                              | release.components[0]: not a name for a component: \"../server\"",
                "\"platform\":\"any\"       | \"platform\":\"beos\"                  | release.components[0].trees[0].platform: not a platform",
                "\"length\":5               | \"length\":-5                          | release.components[0].trees[0]: a payload cannot be -5 bytes long",
                "\"length\":5               | \"length\":99999999999999999999        | release.components[0].trees[0].length is not a whole number",
                "\"format\":1               | \"format\":2                           | the release has format 2, which this version of Lockstep does not know",
                "12345}]}]}                 | 12345}]}]} x                           | the release cannot be used: it is not JSON: ",
                "12345}]}]}                 | 12345}]}                               | the release cannot be used: it is not JSON: Unexpected",
            })
    void aReleaseThatIsNotOneIsRefusedWithThePlaceInTheDocument(String from, String to, String text) {
        byte[] altered = bytes(RELEASE_JSON.replace(from, to));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReleaseJson.readRelease(altered))
                .withMessageStartingWith(text);
    }

    @Test
    void aDocumentThatIsTooLongIsRefusedBeforeItIsParsed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReleaseJson.readRelease(new byte[ReleaseJson.MAXIMUM_RELEASE_LENGTH + 1]))
                .withMessage("the release is 1048577 bytes long, and at most 1048576 are allowed");
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReleaseJson.readTree(TREE_JSON.getBytes(StandardCharsets.UTF_16)))
                .withMessage("the tree cannot be used: the text is not UTF-8");
    }

    @Test
    void deepNestingIsRefusedInsteadOfExhaustingTheStack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReleaseJson.readTree(bytes("[".repeat(100_000))))
                .withMessageStartingWith("the tree cannot be used: it is not JSON: ");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReleaseJson.readModule(bytes("[1]")))
                .withMessage("the module cannot be used: it is not a JSON object");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
