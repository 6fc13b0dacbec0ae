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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may approve what the server's own keys cannot: modules that the vendor did not sign, and rollbacks.
 *
 * <p>In TUF the top-level targets role says who signs a delegated role, and here that is a key that the server uses without
 * anybody at hand. So the approver is named by the site's root, in a member that TUF does not define, and an approval counts
 * only with that signature, whatever the delegation says: an attacker on the server can withhold approvals, but not make them.
 *
 * @param approvers their keys, by name; one of them is enough
 */
public record ApprovalRule(SortedMap<String, Key> approvers) {
    /** The name of the delegated role. */
    public static final String ROLE = "approvals";

    private static final String MODULES = "modules/";

    /** Whose targets it may name. */
    public static final List<String> PATTERNS = List.of(MODULES + "*/*", RollbackTarget.FOLDER + "*");

    private static final String MEMBER = "lockstep";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._-]{0,31}");

    public ApprovalRule {
        approvers = Collections.unmodifiableSortedMap(new TreeMap<>(approvers));
        for (String name : approvers.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" cannot be the name of an approver");
            }
        }
    }

    /** What a root says: nobody, if it says nothing. */
    public static ApprovalRule of(Root root) {
        JsonNode said = root.additional()
                .getOrDefault(MEMBER, JsonNodeFactory.instance.objectNode())
                .path(ROLE);
        SortedMap<String, Key> approvers = new TreeMap<>();
        said.properties().forEach(each -> approvers.put(each.getKey(), Key.of(each.getValue())));
        return new ApprovalRule(approvers);
    }

    /** The members for a root, in place of what it said before. */
    public Map<String, JsonNode> members(Map<String, JsonNode> before) {
        ObjectNode member = JsonNodeFactory.instance.objectNode();
        ObjectNode said = member.putObject(ROLE);
        approvers.forEach((name, key) -> said.set(name, key.json().deepCopy()));
        Map<String, JsonNode> members = new LinkedHashMap<>(before);
        members.put(MEMBER, member);
        return members;
    }

    /** The identifiers of their keys. */
    public List<String> keyIds() {
        return approvers.values().stream().map(Key::id).toList();
    }

    /**
     * What a file of approvals says.
     *
     * @throws TufException if the approver has not signed it
     * @throws IllegalArgumentException if it is no such file
     */
    Approvals approved(byte[] file) throws TufException {
        SignedMetadata<Targets> approvals = SignedMetadata.parse(file, MetadataType.TARGETS);
        Map<String, Key> keys = new LinkedHashMap<>();
        approvers.values().forEach(key -> keys.put(key.id(), key));
        Signatures.verify(approvals, new Authority(ROLE, new Role(Set.copyOf(keys.keySet()), 1), keys));
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
     * @param rollbacks permissions to roll back
     */
    record Approvals(List<TargetFile> modules, List<RollbackApproval> rollbacks) {
        static final Approvals NONE = new Approvals(List.of(), List.of());
    }
}
