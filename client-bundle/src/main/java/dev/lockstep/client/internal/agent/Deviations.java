package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.problem.Sentence;
import java.util.ArrayList;
import java.util.List;

/** Finds settings that deviate from the usual: they are allowed, but shown. */
final class Deviations {
    private Deviations() {}

    /** The deviations, a sentence for each. */
    public static List<Sentence> of(NodeSettings settings) {
        List<Sentence> deviations = new ArrayList<>();
        boolean vendor = settings.sourceKind() == SourceKind.VENDOR
                && !settings.get(NodeSettings.VENDOR_URLS).isEmpty();
        if (vendor && !settings.distribute()) {
            deviations.add(Sentence.of("deviation.vendor"));
        }
        if (settings.distribute() && settings.sourceKind() == SourceKind.COMPUTER) {
            deviations.add(Sentence.of("deviation.relay"));
        }
        return deviations;
    }
}
