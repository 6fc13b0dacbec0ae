package dev.lockstep.core.tuf;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All targets that trusted roles vouch for, and the roles that could not be used.
 *
 * <p>Broken metadata of one publisher hides only the targets that this publisher may name.
 *
 * @param targets what a search for each path finds, in the order of the paths
 * @param refused why a delegated role could not be used, by its name
 * @param hidden paths that a usable role names, but that a refused role with precedence might have named, too
 */
public record TargetListing(List<TrustedTarget> targets, Map<String, TufException> refused, Set<String> hidden) {
    public TargetListing {
        targets = List.copyOf(targets);
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        hidden = Collections.unmodifiableSet(new TreeSet<>(hidden));
    }
}
