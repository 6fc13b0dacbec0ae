package dev.lockstep.admin.internal;

import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Assignments of a site with one computer. */
record TestAssignments(List<String> done) implements SiteAssignments {
    private static final Group PILOT = new Group("pilot", new TreeMap<>(Map.of("ws-1", "desk")));

    @Override
    public List<Group> groups() {
        return List.of(PILOT);
    }

    @Override
    public Group change(String group, List<String> added, List<String> removed) {
        done.add("put " + added + " into " + group);
        return PILOT;
    }

    @Override
    public List<Apart> apart() {
        return List.of(new Apart("group pilot", new TreeSet<>(Set.of("ws-1")), Optional.of(TestAgent.NEW), 4));
    }

    @Override
    public Plan plan(Target target, Optional<Version> release) {
        return plan(release, 0);
    }

    private static Plan plan(Optional<Version> release, long revision) {
        return new Plan(
                List.of(new Move("ws-1", "desk", Optional.of(TestAgent.OLD), release, false, Optional.empty())),
                revision);
    }

    @Override
    public Plan assign(Target target, Optional<Version> release, Progress progress) {
        done.add("assign " + release.map(Version::toString).orElse("nothing") + " to " + target.groups());
        return plan(release, 5);
    }

    @Override
    public void decline(Withdrawal.What what, String reason) {
        done.add("decline " + what + ": " + reason);
    }

    @Override
    public boolean allow(Withdrawal.What what) {
        return done.add("allow " + what);
    }
}
