package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.problem.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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

    /**
     * That bundles may run here which nobody signed.
     *
     * @param properties Java's, as the launcher and the guard set them
     */
    static List<Sentence> ofGuard(UnaryOperator<String> properties) {
        boolean launched = properties.apply("lockstep.node.version") != null;
        return launched && !"stands".equals(properties.apply("dev.lockstep.guard"))
                ? List.of(Sentence.of("deviation.guard"))
                : List.of();
    }
}
