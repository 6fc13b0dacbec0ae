package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of a computer's audit log as a target of the site: {@code audit/<id>.json}, all of which its custom data says too. */
public final class AuditTarget {
    private static final Pattern PATH = Pattern.compile("audit/([0-9a-f-]{36})\\.json");

    private AuditTarget() {}

    public static byte[] content(AuditHead head) {
        return CanonicalJson.encode(head.write(JsonNodeFactory.instance.objectNode()));
    }

    public static TargetFile of(String node, AuditHead head) {
        String path = "audit/" + node + ".json";
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(node + " is not the id of a computer");
        }
        Blob content = Blob.of(content(head));
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        head.write(custom.putObject("lockstep").put("kind", "audit").putObject("head"));
        return new TargetFile(
                path, content.length(), Hashes.sha256(content.digest().hex()), custom);
    }

    /** The id of the computer whose head a target is; empty if it is something else. */
    static Optional<String> node(TargetFile target) {
        Matcher path = PATH.matcher(target.path());
        return path.matches() ? Optional.of(path.group(1)) : Optional.empty();
    }

    /**
     * Reads a head.
     *
     * @throws IllegalArgumentException if there is none
     */
    static AuditHead head(TargetFile target) {
        return AuditHead.read(target.said("head"));
    }
}
