package dev.lockstep.admin.internal;

import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes whatever begins like a bundle. */
record TestImport(TestServices services, Path uploads) implements OfflineImport {
    @Override
    public Offer inspect(Path bundle, Progress progress) {
        return offer("look at ", bundle);
    }

    @Override
    public Offer take(Path bundle, Progress progress) {
        return offer("import ", bundle);
    }

    private Offer offer(String what, Path bundle) {
        try {
            String text = Files.readString(bundle);
            if (!text.startsWith("a bundle")) {
                throw ProblemException.of(
                        ProblemCode.BUNDLE_UNREADABLE, Map.of("bundle", bundle.toString(), "reason", "it is none"));
            }
            services.done.add(what + text.length());
            return new Offer(
                    "bundle.tar",
                    TestServices.SINCE,
                    Optional.empty(),
                    TestServices.SINCE,
                    true,
                    List.of(TestAgent.NEW),
                    List.of(new BundleContents.Module("reports", TestAgent.OLD)),
                    List.of(),
                    text.length(),
                    3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Breakable.Attempt breakOff(boolean simulate) {
        return new Breakable.Attempt.Idle();
    }

    @Override
    public Path uploads() {
        try {
            return Files.createDirectories(uploads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
