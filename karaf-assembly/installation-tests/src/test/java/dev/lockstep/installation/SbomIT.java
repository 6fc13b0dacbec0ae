package dev.lockstep.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bills of materials beside what was really packed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SbomIT {
    private static final String BILL = "sbom.cdx.json";
    private static final String TREE = "node/versions/" + Archives.VERSION + "/";

    private final Map<String, Packed> archives = new TreeMap<>();

    @BeforeAll
    void read() throws Exception {
        for (String role : List.of("server", "client", "cli")) {
            archives.put(role, Packed.read(tar(role)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client", "cli"})
    void everyJarThatIsPackedIsNamedWithItsHashAndNoOther(String role) throws Exception {
        Packed packed = archives.get(role);
        assertThat(packed.jars()).isNotEmpty();
        assertThat(named(packed.bill(BILL), "")).isEqualTo(packed.jars());
    }

    @Test
    void theNodesTreeBringsItsOwnBillForAnUpdateReplacesTheTreeAlone() throws Exception {
        Packed packed = archives.get("server");
        Map<String, String> tree = new TreeMap<>(packed.jars());
        tree.keySet().removeIf(jar -> !jar.startsWith(TREE));
        assertThat(named(packed.bill(TREE + BILL), TREE)).isEqualTo(tree);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client", "cli"})
    void theBillIsCycloneDx(String role) throws Exception {
        byte[] bill = archives.get(role).bills().get(BILL);
        assertThat(new JsonParser().validate(bill, Version.VERSION_16)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client", "cli"})
    void everyJarHasItsOriginAndItsLicence(String role) throws Exception {
        assertThat(archives.get(role).bill(BILL).get("components")).isNotEmpty().allSatisfy(component -> {
            assertThat(component.get("purl").textValue())
                    .startsWith("pkg:maven/")
                    .contains("@");
            assertThat(component.get("licenses").get(0).get("expression").textValue())
                    .isNotEmpty();
        });
    }

    @Test
    void whatIsEmbeddedIsNamedToo() throws Exception {
        JsonNode bill = archives.get("server").bill(BILL);
        assertThat(bill.findValuesAsText("purl"))
                .anyMatch(purl -> purl.startsWith("pkg:maven/org.apache.logging.log4j/log4j-core@"))
                .anyMatch(purl -> purl.startsWith("pkg:maven/org.apache.felix/org.apache.felix.resolver@"));
    }

    private static Path tar(String role) {
        return role.equals("cli")
                ? Path.of(System.getProperty("lockstep.archives")).resolve("../cli/target/lockstep-cli.tar.gz")
                : Archives.tar(role);
    }

    private static Map<String, String> named(JsonNode bill, String folder) {
        Map<String, String> named = new TreeMap<>();
        for (JsonNode component : bill.get("components")) {
            named.put(
                    folder + component.at("/evidence/occurrences/0/location").textValue(),
                    component.at("/hashes/0/content").textValue());
        }
        return named;
    }

    /**
     * What an archive holds.
     *
     * @param jars where each jar lies, and its SHA-256
     * @param bills where each bill of materials lies, and its content
     */
    private record Packed(Map<String, String> jars, Map<String, byte[]> bills) {
        static Packed read(Path tar) throws IOException, NoSuchAlgorithmException {
            Packed packed = new Packed(new TreeMap<>(), new TreeMap<>());
            try (var gzip = new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(tar)));
                    var in = new TarArchiveInputStream(gzip)) {
                for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                    if (name.endsWith(".jar")) {
                        packed.jars.put(name, sha256(in.readAllBytes()));
                    } else if (name.endsWith(BILL)) {
                        packed.bills.put(name, in.readAllBytes());
                    }
                }
            }
            return packed;
        }

        JsonNode bill(String name) throws IOException {
            return new ObjectMapper().readTree(new String(bills.get(name), StandardCharsets.UTF_8));
        }

        private static String sha256(byte[] content) throws NoSuchAlgorithmException {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        }
    }
}
