package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.HeldOff;
import dev.lockstep.core.node.UpdateAgent.Barred;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one list of what is not installed on this computer: what vendor, publishers and site have signed, and the releases that failed
 * here.
 *
 * @param heldOff what failed here
 */
record BarredHere(HeldOff heldOff, Upstream upstream) {
    List<Barred> all() {
        Stream<Barred> signed =
                upstream.trusted().map(VendorMetadata::withdrawals).orElse(Withdrawals.NONE).entries().stream()
                        .map(entry -> new Barred(
                                entry.what(),
                                entry.origin(),
                                entry.reason().isEmpty()
                                        ? Sentence.of("withdrawn.no-reason")
                                        : Sentence.said(entry.reason()),
                                entry.since()));
        Stream<Barred> failed = heldOff.all().entrySet().stream()
                .map(entry -> new Barred(
                        Withdrawal.What.release(entry.getKey()),
                        Withdrawal.Origin.COMPUTER,
                        entry.getValue(),
                        Optional.empty()));
        return Stream.concat(signed, failed).toList();
    }

    /** Lets a release that failed here be tried again; false if none of that version is held off. */
    boolean remove(Version release) throws IOException {
        return heldOff.remove(release);
    }
}
