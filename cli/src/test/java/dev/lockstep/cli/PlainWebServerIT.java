package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the program publishes, behind nginx with no configuration for it, read as a computer on a site reads it. */
@Timeout(900)
class PlainWebServerIT {
    @TempDir
    Path folder;

    @Test
    void a_client_follows_a_vendor_behind_nginx_from_its_first_root_on() throws Exception {
        Program program = Program.packed(folder);
        program.succeed("init-repository", "updates", "--no-passphrase");
        Path server = new Vendor(folder)
                .component("server", Map.of("bin/run", "#!/bin/sh", "lib/a b+c%.jar", "aaa", "x", ""));
        program.succeed("publish", "updates", "--release", "1.0.0-rc.1+build.7", "--component", "server=" + server);

        try (Nginx nginx = Nginx.serve(folder.resolve("updates"), folder)) {
            Transport vendor = new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                    .open(new UpdateSource.Vendor(List.of(URI.create(nginx.url() + "/"))));
            ContentStore store = new FileContentStore(folder.resolve("client/store"));
            byte[] root = Files.readAllBytes(folder.resolve("updates/metadata/vendor/1.root.json"));
            VendorTrust trust =
                    new VendorTrust(folder.resolve("client/trust"), () -> Optional.of(root), store, Clock.systemUTC());
            install(trust.refresh(vendor), "1.0.0-rc.1+build.7", vendor, store, server);

            program.succeed("rotate", "updates", "--role", "root", "--role", "targets", "--no-passphrase");
            Files.writeString(server.resolve("x"), "newer");
            program.succeed("publish", "updates", "--release", "1.0.0", "--component", "server=" + server);
            install(trust.refresh(vendor), "1.0.0", vendor, store, server);
        }
    }

    private static void install(
            VendorMetadata offered, String version, Transport vendor, ContentStore store, Path expected)
            throws IOException {
        Release release = offered.release(Version.parse(version));
        Blob treeBlob = release.component("server").orElseThrow().trees().get(0).tree();
        Tree tree = ReleaseJson.readTree(Files.readAllBytes(fetch(treeBlob, vendor, store)));
        assertThat(tree.files()).hasSize(3);
        for (Tree.File file : tree.files()) {
            assertThat(fetch(file.blob(), vendor, store)).hasSameBinaryContentAs(expected.resolve(file.path()));
        }
    }

    private static Path fetch(Blob blob, Transport vendor, ContentStore store) throws IOException {
        try (ContentStore.Reception reception = store.receive(blob);
                Transport.Content content = vendor.open(
                                "targets/" + blob.digest().path(), reception.position())
                        .orElseThrow()) {
            byte[] bytes = content.body().readAllBytes();
            int known = (int) (reception.position() - content.offset());
            reception.write(bytes, known, bytes.length - known);
            return reception.commit();
        }
    }
}
