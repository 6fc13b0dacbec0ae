package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import java.util.Optional;

/** An approval to go back as a target of the approver: {@code rollbacks/<serial>.json}, all of which its custom data says too. */
public final class RollbackTarget {
    public static final String FOLDER = "rollbacks/";

    private RollbackTarget() {}

    public static byte[] content(RollbackApproval approval) {
        return CanonicalJson.encode(json(approval));
    }

    public static TargetFile of(RollbackApproval approval) {
        Blob content = Blob.of(content(approval));
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep").put("kind", "rollback").set("approval", json(approval));
        return new TargetFile(
                FOLDER + approval.serial() + ".json",
                content.length(),
                Hashes.sha256(content.digest().hex()),
                custom);
    }

    private static ObjectNode json(RollbackApproval approval) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("site", approval.site().digest().hex())
                .put("serial", approval.serial())
                .put("until", approval.until().toString());
        json.set("for", AssignmentJson.audience(approval.audience()));
        if (approval.rollback() instanceof Rollback.OfRelease release) {
            json.putObject("release")
                    .put("version", release.version().toString())
                    .put("counter", release.counter())
                    .put("upTo", release.upTo());
        } else if (approval.rollback() instanceof Rollback.OfModule module) {
            json.putObject("module")
                    .put("name", module.name())
                    .put("version", module.version().toString())
                    .put("upTo", module.upTo().toString());
        }
        return json;
    }

    /** What it says; empty if it is of a kind that only a later version knows. */
    static Optional<RollbackApproval> known(TargetFile target) {
        try {
            return Optional.of(read(target));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads an approval.
     *
     * @throws IllegalArgumentException if it is none
     */
    private static RollbackApproval read(TargetFile target) {
        JsonMembers json = target.said("approval");
        return new RollbackApproval(
                json.parsed("site", hex -> new SiteFingerprint(new Digest(hex))),
                json.number("serial", 0, Long.MAX_VALUE),
                AssignmentJson.readAudience(json.members("for")),
                rollback(json),
                json.instant("until"));
    }

    private static Rollback rollback(JsonMembers json) {
        if (json.has("module")) {
            JsonMembers module = json.members("module");
            return new Rollback.OfModule(
                    module.text("name"),
                    module.parsed("version", Version::parse),
                    module.parsed("upTo", Version::parse));
        }
        JsonMembers release = json.members("release");
        return new Rollback.OfRelease(
                release.parsed("version", Version::parse),
                release.number("counter", 0, Long.MAX_VALUE),
                release.number("upTo", 0, Long.MAX_VALUE));
    }
}
