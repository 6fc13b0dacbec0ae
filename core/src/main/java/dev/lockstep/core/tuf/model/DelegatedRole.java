package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.util.Objects;

/**
 * A role to which targets are delegated (section 4.5).
 *
 * @param name the name of the role; any text, percent-encoded where it becomes a file name
 * @param role who signs it
 * @param terminating whether the search for a target ends with this role and those it delegates to
 * @param paths the targets it may speak about
 */
public record DelegatedRole(String name, Role role, boolean terminating, TargetPaths paths) {
    public DelegatedRole {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(paths, "paths");
        if (name.isEmpty() || Root.TOP_LEVEL_ROLES.contains(name)) {
            throw new MetadataFormatException("a delegated role cannot be called \"" + name + "\"");
        }
    }

    /** Whether this role may say anything about the target. */
    public boolean mayName(String targetPath) {
        return paths.match(targetPath);
    }

    static DelegatedRole read(JsonMembers members) {
        return new DelegatedRole(
                members.text("name"), Role.read(members), members.flag("terminating"), readPaths(members));
    }

    void write(ObjectNode object) {
        object.put("name", name);
        role.write(object);
        object.put("terminating", terminating);
        if (paths instanceof TargetPaths.Patterns patterns) {
            patterns.patterns().forEach(object.putArray("paths")::add);
        } else if (paths instanceof TargetPaths.HashPrefixes prefixes) {
            prefixes.prefixes().forEach(object.putArray("path_hash_prefixes")::add);
        }
    }

    private static TargetPaths readPaths(JsonMembers members) {
        boolean patterns = members.has("paths");
        if (patterns == members.has("path_hash_prefixes")) {
            throw members.wrong("paths", "and path_hash_prefixes: exactly one of both has to be there");
        }
        return patterns
                ? new TargetPaths.Patterns(members.texts("paths"))
                : new TargetPaths.HashPrefixes(members.texts("path_hash_prefixes"));
    }
}
