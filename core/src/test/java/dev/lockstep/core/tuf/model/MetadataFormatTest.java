package dev.lockstep.core.tuf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.tuf.TestSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 4: what is a metadata file, and what is none. */
class MetadataFormatTest {
    private static final Instant EXPIRES = Instant.parse("2027-01-31T23:59:59Z");
    private static final TestSigner SIGNER = TestSigner.generate();
    private static final Role ROLE = new Role(Set.of(SIGNER.keyId()), 1);
    private static final Map<String, Key> KEYS = Map.of(SIGNER.keyId(), SIGNER.publicKey());

    private static byte[] timestamp(Consumer<ObjectNode> change) {
        Timestamp content = new Timestamp(3, EXPIRES, new MetaFile(7, OptionalLong.empty(), Hashes.none()));
        return altered(SignedMetadata.unsigned(content, MetadataType.TIMESTAMP).bytes(), change);
    }

    private static byte[] altered(byte[] file, Consumer<ObjectNode> change) {
        ObjectNode tree = (ObjectNode) StrictJson.parse(file);
        change.accept((ObjectNode) tree.get("signed"));
        return PrettyJson.encode(tree);
    }

    private static byte[] with(String member, String json) {
        JsonNode value = StrictJson.parse(json.getBytes(StandardCharsets.UTF_8));
        return timestamp(signed -> signed.set(member, value));
    }

    private static void assertRefused(byte[] file, MetadataType<?> type, String reason) {
        assertThatThrownBy(() -> SignedMetadata.parse(file, type))
                .isInstanceOf(MetadataFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void everyRoleIsReadAsItWasWritten() {
        Root root = new Root(
                2,
                EXPIRES,
                true,
                KEYS,
                Map.of("root", ROLE, "timestamp", ROLE, "snapshot", ROLE, "targets", ROLE),
                Map.of());
        Snapshot snapshot = new Snapshot(
                4,
                EXPIRES,
                Map.of("targets.json", new MetaFile(5, OptionalLong.of(9), Hashes.sha256("ab".repeat(32)))));
        Delegations delegations = new Delegations(
                KEYS,
                List.of(
                        new DelegatedRole("a", ROLE, true, new TargetPaths.Patterns(List.of("x/*"))),
                        new DelegatedRole("b", ROLE, false, new TargetPaths.HashPrefixes(List.of("0a")))),
                Optional.empty());
        Targets targets = new Targets(
                5,
                EXPIRES,
                Map.of("x/y", new TargetFile("x/y", 3, Hashes.sha256("cd".repeat(32)))),
                Optional.of(delegations));
        Targets bins = new Targets(
                5,
                EXPIRES,
                Map.of(),
                Optional.of(new Delegations(KEYS, List.of(), Optional.of(new SuccinctRoles(ROLE, 5, "bin")))));

        assertThat(SignedMetadata.unsigned(root, MetadataType.ROOT).signed()).isEqualTo(root);
        assertThat(SignedMetadata.unsigned(snapshot, MetadataType.SNAPSHOT).signed())
                .isEqualTo(snapshot);
        assertThat(SignedMetadata.unsigned(targets, MetadataType.TARGETS).signed())
                .isEqualTo(targets);
        assertThat(SignedMetadata.unsigned(bins, MetadataType.TARGETS).signed()).isEqualTo(bins);
    }

    @Test
    void aSignatureIsAddedAndAnOlderOneOfTheSameKeyReplaced() {
        SignedMetadata<Timestamp> file = SignedMetadata.unsigned(
                new Timestamp(1, EXPIRES, new MetaFile(1, OptionalLong.empty(), Hashes.none())),
                MetadataType.TIMESTAMP);

        SignedMetadata<Timestamp> signed = file.with(new Signature("a", "00"))
                .with(new Signature("b", "01"))
                .with(new Signature("a", "02"));

        assertThat(signed.signatures()).containsExactly(new Signature("b", "01"), new Signature("a", "02"));
        assertThat(signed.signedBytes()).isEqualTo(file.signedBytes());
        assertThat(SignedMetadata.parse(signed.bytes(), MetadataType.TIMESTAMP).signatures())
                .isEqualTo(signed.signatures());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.0.34", "1.99.0"})
    void everyVersion1OfTheSpecificationIsRead(String specification) {
        byte[] file = with("spec_version", "\"" + specification + "\"");

        assertThat(SignedMetadata.parse(file, MetadataType.TIMESTAMP).signed().version())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "spec_version | \"2.0.0\" | signed.spec_version is not version 1",
                "spec_version | \"11.0\" | signed.spec_version is not version 1",
                "spec_version | 1 | signed.spec_version is not text",
                "_type | \"snapshot\" | signed._type is not \"timestamp\"",
                "_type | \"Timestamp\" | signed._type is not \"timestamp\"",
                "version | 0 | signed.version is not a whole number of 1 or more",
                "version | -1 | signed.version is not a whole number of 1 or more",
                "version | \"3\" | signed.version is not a whole number",
                "version | true | signed.version is not a whole number",
                "version | 99999999999999999999 | signed.version is not a whole number of 1 or more",
                "version | 9223372036854775807 | signed.version",
                "expires | \"2027-01-31\" | signed.expires is not a date like",
                "expires | \"2027-01-31T23:59:59\" | signed.expires is not a date like",
                "expires | \"2027-01-31T23:59:59+00:00\" | signed.expires is not a date like",
                "expires | \"2027-01-31T23:59:59.5Z\" | signed.expires is not a date like",
                "expires | \"2027-01-31t23:59:59z\" | signed.expires is not a date",
                "expires | \"2027-02-30T23:59:59Z\" | signed.expires is not a date",
                "expires | \"12027-02-3T23:59:59Z\" | signed.expires is not a date",
                "expires | 5 | signed.expires is not text",
                "meta | {} | signed.meta.snapshot.json is missing",
                "meta | [] | signed.meta is not a JSON object",
                "meta | {\"snapshot.json\":{\"version\":0}} | signed.meta.snapshot.json.version is not a whole number of 1 or more",
                "meta | {\"snapshot.json\":{\"version\":1,\"length\":-1}} | length is not a whole number of 0 or more",
                "meta | {\"snapshot.json\":{\"version\":1,\"hashes\":{}}} | hashes is empty",
                "meta | {\"snapshot.json\":{\"version\":1,\"hashes\":{\"sha256\":\"../x\"}}} | not hexadecimal",
            })
    void whatIsNoTimestampIsRefusedAndSaysWhere(String member, String json, String reason) {
        assertRefused(with(member, json), MetadataType.TIMESTAMP, reason);
    }

    @Test
    void aFileWithoutItsPartsIsRefused() {
        assertRefused("{}".getBytes(StandardCharsets.UTF_8), MetadataType.ROOT, "\"signed\" is missing");
        assertRefused("[]".getBytes(StandardCharsets.UTF_8), MetadataType.ROOT, "it is not a JSON object");
        assertRefused(
                timestamp(signed -> signed.remove("version")), MetadataType.TIMESTAMP, "signed.version is missing");
    }

    private static byte[] root(Consumer<ObjectNode> change) {
        Root root = new Root(
                2,
                EXPIRES,
                true,
                KEYS,
                Map.of("root", ROLE, "timestamp", ROLE, "snapshot", ROLE, "targets", ROLE),
                Map.of());
        return altered(SignedMetadata.unsigned(root, MetadataType.ROOT).bytes(), change);
    }

    @Test
    void aRootNamesAllRolesAndEachKeyOnceUnderItsRightIdentifier() {
        assertRefused(
                root(signed -> ((ObjectNode) signed.get("roles")).remove("snapshot")),
                MetadataType.ROOT,
                "does not say who signs snapshot");
        assertRefused(
                root(signed -> ((ArrayNode) signed.path("roles").path("root").path("keyids")).add(SIGNER.keyId())),
                MetadataType.ROOT,
                "signed.roles.root.keyids has a key twice");
        assertRefused(
                root(signed -> ((ObjectNode) signed.at("/roles/root")).put("threshold", 0)),
                MetadataType.ROOT,
                "signed.roles.root.threshold is not a whole number from 1 to 2147483647");
        assertRefused(
                root(signed -> ((ObjectNode) signed.get("keys"))
                        .set("ab".repeat(32), SIGNER.publicKey().json())),
                MetadataType.ROOT,
                "has a wrong identifier");
    }

    @Test
    void aRootWithoutConsistentSnapshotHasNone() {
        byte[] file = root(signed -> signed.remove("consistent_snapshot"));

        assertThat(SignedMetadata.parse(file, MetadataType.ROOT).signed().consistentSnapshot())
                .isFalse();
    }

    private static byte[] delegating(String delegations) {
        Targets targets = new Targets(1, EXPIRES, Map.of(), Optional.empty());
        JsonNode json = StrictJson.parse(delegations.getBytes(StandardCharsets.UTF_8));
        return altered(
                SignedMetadata.unsigned(targets, MetadataType.TARGETS).bytes(),
                signed -> signed.set("delegations", json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | ,\"paths\":[],\"path_hash_prefixes\":[] | exactly one of both has to be there",
                "a | | exactly one of both has to be there",
                "targets | ,\"paths\":[] | a delegated role cannot be called \"targets\"",
                "root | ,\"paths\":[] | a delegated role cannot be called \"root\"",
                "`` | ,\"paths\":[] | a delegated role cannot be called \"\"",
            })
    void aDelegationSaysExactlyWhatItCoversAndIsNotNamedLikeATopLevelRole(String name, String paths, String reason) {
        String more = paths == null ? "" : paths;
        assertRefused(
                delegating("{\"keys\":{},\"roles\":[{\"name\":\"" + name
                        + "\",\"keyids\":[],\"threshold\":1,\"terminating\":false" + more + "}]}"),
                MetadataType.TARGETS,
                reason);
    }

    @Test
    void aRoleIsDelegatedToOnceByOneRoleAndBinsStandAlone() {
        String role = "{\"name\":\"a\",\"keyids\":[],\"threshold\":1,\"terminating\":false,\"paths\":[]}";
        String bins = "\"succinct_roles\":{\"keyids\":[],\"threshold\":1,\"bit_length\":33,\"name_prefix\":\"b\"}";

        assertRefused(
                delegating("{\"keys\":{},\"roles\":[" + role + "," + role + "]}"),
                MetadataType.TARGETS,
                "the role a is delegated to twice");
        assertRefused(
                delegating("{\"keys\":{},\"roles\":[]," + bins + "}"), MetadataType.TARGETS, "beside succinct_roles");
        assertRefused(delegating("{\"keys\":{}," + bins + "}"), MetadataType.TARGETS, "bit_length");
    }

    @Test
    void nothingThatIsThrownAtTheReaderComesOutAsAnythingButARefusal() {
        byte[] good = root(signed -> {});
        Random random = new Random(1);
        int readable = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bad = good.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                SignedMetadata.parse(bad, MetadataType.ROOT);
                readable++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getClass().getSimpleName()).endsWith("FormatException");
            }
        }
        assertThat(readable).isLessThan(3000);
    }
}
