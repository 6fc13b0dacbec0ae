package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may approve what the server's own keys cannot: modules that the vendor did not sign, and going back.
 *
 * <p>In TUF the top-level targets role says who signs a delegated role, and here that is a key that the server uses without
 * anybody at hand. So the approver is named by the site's root, in a member that TUF does not define, and an approval counts
 * only with that signature, whatever the delegation says: who has broken into the server can withhold approvals, not make them.
 *
 * @param approver the key of the administrator
 */
record ApprovalRule(Key approver) {
    /** The name of the delegated role. */
    static final String ROLE = "approvals";

    private static final String MODULES = "modules/";

    /** Whose targets it may name. */
    static final List<String> PATTERNS = List.of(MODULES + "*/*", RollbackTarget.FOLDER + "*");

    private static final String MEMBER = "lockstep";

    /** What a root says; empty if it names nobody. */
    static Optional<ApprovalRule> of(Root root) {
        JsonNode key = root.additional()
                .getOrDefault(MEMBER, JsonNodeFactory.instance.objectNode())
                .path(ROLE)
                .path("key");
        return key.isObject() ? Optional.of(new ApprovalRule(Key.of(key))) : Optional.empty();
    }

    /** The members for a root. */
    Map<String, JsonNode> members() {
        ObjectNode member = JsonNodeFactory.instance.objectNode();
        member.putObject(ROLE).set("key", approver.json().deepCopy());
        return Map.of(MEMBER, member);
    }

    /**
     * What a file of approvals says.
     *
     * @throws TufException if the approver has not signed it
     * @throws IllegalArgumentException if it is no such file
     */
    Approvals approved(byte[] file) throws TufException {
        SignedMetadata<Targets> approvals = SignedMetadata.parse(file, MetadataType.TARGETS);
        Signatures.verify(
                approvals, new Authority(ROLE, new Role(Set.of(approver.id()), 1), Map.of(approver.id(), approver)));
        return approvals(approvals.signed());
    }

    /** What approvals say, whoever signed them. */
    static Approvals approvals(Targets said) {
        List<TargetFile> modules = said.targets().values().stream()
                .filter(target -> target.path().startsWith(MODULES))
                .toList();
        List<RollbackApproval> rollbacks = said.targets().values().stream()
                .filter(target -> target.path().startsWith(RollbackTarget.FOLDER))
                .flatMap(target -> RollbackTarget.known(target).stream())
                .toList();
        return new Approvals(modules, rollbacks);
    }

    /**
     * What the approver vouches for.
     *
     * @param modules descriptions of modules, as targets
     * @param rollbacks leave to go back
     */
    record Approvals(List<TargetFile> modules, List<RollbackApproval> rollbacks) {
        static final Approvals NONE = new Approvals(List.of(), List.of());
    }
}
