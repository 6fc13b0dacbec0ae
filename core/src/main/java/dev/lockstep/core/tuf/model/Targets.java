package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is genuine: target files, and to whom the right to say so is passed on (section 4.5).
 *
 * @param version the version of this file
 * @param expires when it ends
 * @param targets the files by target path
 * @param delegations to whom targets are delegated, if to anybody
 */
public record Targets(long version, Instant expires, Map<String, TargetFile> targets, Optional<Delegations> delegations)
        implements RoleMetadata {
    public Targets {
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(delegations, "delegations");
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    }

    static Targets read(JsonMembers signed) {
        return new Targets(
                SignedMetadata.version(signed),
                SignedMetadata.expires(signed),
                signed.map("targets", (targets, path) -> TargetFile.read(path, targets.members(path))),
                signed.optional("delegations", JsonMembers::members).map(Delegations::read));
    }

    static ObjectNode write(Targets targets) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode files = object.putObject("targets");
        targets.targets.forEach((path, file) -> file.write(files.putObject(path)));
        targets.delegations.ifPresent(delegations -> delegations.write(object.putObject("delegations")));
        return object;
    }
}
