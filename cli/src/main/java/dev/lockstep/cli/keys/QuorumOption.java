package dev.lockstep.cli.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How many keys of which roles have to sign. */
public final class QuorumOption {
    @Option(
            names = "--threshold",
            paramLabel = "ROLE=K/N",
            converter = Converter.class,
            description = {
                "K of N keys of ROLE have to sign (root, targets, snapshot, timestamp); can be repeated.",
                "Default: as it is; in a new repository 2/3 for the root and 1/1 for the others."
            })
    private List<RoleQuorum> quorums = new ArrayList<>();

    /**
     * What was said about one role.
     *
     * @param role the role
     * @param quorum how many have to sign
     */
    record RoleQuorum(String role, Quorum quorum) {}

    /** Reads it from the command line. */
    static final class Converter implements ITypeConverter<RoleQuorum> {
        @Override
        public RoleQuorum convert(String text) {
            RoleValue parts = new RoleValue.Converter().convert(text);
            return new RoleQuorum(parts.role(), Quorum.parse(parts.value()));
        }
    }

    /** The quorums by role; the last one given counts. */
    public Map<String, Quorum> byRole() {
        Map<String, Quorum> byRole = new LinkedHashMap<>();
        quorums.forEach(one -> byRole.put(one.role(), one.quorum()));
        return byRole;
    }

    /** The quorum given for a role, or the default. */
    public Quorum of(String role, Quorum otherwise) {
        return byRole().getOrDefault(role, otherwise);
    }
}
