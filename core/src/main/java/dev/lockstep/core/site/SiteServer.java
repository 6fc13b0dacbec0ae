package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.util.Objects;

/**
 * Where the main server of a site is to be reached from now on, as the site signs it: target {@code server.json}, all of which its
 * custom data says too. It is for the computers that the server proves itself to by that authority; those behind a relay know
 * another one, and stay with their relay.
 *
 * @param authority by which the server proves itself, at the old address as at the new one
 * @param address the new one
 */
public record SiteServer(Fingerprint authority, ServerAddress address) {
    public static final String PATH = "server.json";

    public SiteServer {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(address, "address");
    }

    public byte[] content() {
        return CanonicalJson.encode(json());
    }

    private ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("authority", authority.hex())
                .put("host", address.host())
                .put("port", address.port());
    }

    public TargetFile target() {
        Blob content = Blob.of(content());
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep").put("kind", "server").set("server", json());
        return new TargetFile(
                PATH, content.length(), Hashes.sha256(content.digest().hex()), custom);
    }

    static boolean is(TargetFile target) {
        return target.path().equals(PATH);
    }

    /**
     * Reads what a target says.
     *
     * @throws IllegalArgumentException if it is not of this form
     * @throws dev.lockstep.core.problem.ProblemException if its address is none
     */
    static SiteServer of(TargetFile target) {
        JsonMembers server = target.said("server");
        return new SiteServer(server.parsed("authority", Fingerprint::new), new ServerAddress(server.text("host"), (int)
                server.number("port", 0, 65_535)));
    }
}
