package dev.lockstep.commands.internal;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.util.List;

/** A distribution folder of which nothing but its state is asked. */
public record TestDistribution(State state) implements Distribution {
    @Override
    public void mirror(Version version, Progress progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void mirrorModule(String name, Version version, Progress progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Verification verify(Progress progress) {
        return new Verification(0, 0, 0);
    }

    @Override
    public List<Sentence> notices() {
        return List.of();
    }

    @Override
    public long missingBytes(Release release) {
        return 0;
    }
}
