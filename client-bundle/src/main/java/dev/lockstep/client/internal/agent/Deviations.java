package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import java.util.ArrayList;
import java.util.List;

/** Finds settings that deviate from the usual: they are allowed, but shown. */
public final class Deviations {
    private Deviations() {}

    /** The deviations, one sentence each. */
    public static List<String> of(NodeSettings settings) {
        List<String> deviations = new ArrayList<>();
        boolean vendor = settings.sourceKind() == SourceKind.VENDOR
                && !settings.get(NodeSettings.VENDOR_URLS).isEmpty();
        if (vendor && !settings.distribute()) {
            deviations.add(
                    "This computer takes its updates straight from the vendor and gives none to others: it follows"
                            + " the vendor and not a server.");
        }
        if (settings.distribute() && settings.sourceKind() == SourceKind.COMPUTER) {
            deviations.add("This computer takes its updates from another one and distributes them: it is a relay.");
        }
        return deviations;
    }
}
