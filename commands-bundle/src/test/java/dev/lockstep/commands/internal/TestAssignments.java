package dev.lockstep.commands.internal;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A group "pilot" of two computers that remembers what was asked. */
public final class TestAssignments implements SiteAssignments {
    public static final TestAssignments NONE = new TestAssignments();
    private static final Version ONE = Version.parse("1.0.0");

    public final List<String> done = new ArrayList<>();
    public List<Apart> apart = List.of();

    @Override
    public List<Group> groups() {
        return List.of(new Group("pilot", new TreeMap<>(Map.of("id-one", "one", "id-two", "two"))));
    }

    @Override
    public Group change(String group, List<String> added, List<String> removed) {
        done.add(group + " + " + added + " - " + removed);
        TreeMap<String, String> members = new TreeMap<>();
        added.forEach(name -> members.put("id-" + name, name));
        return new Group(group, members);
    }

    @Override
    public List<Apart> apart() {
        return apart;
    }

    @Override
    public Plan plan(Target target, Optional<Version> release) {
        done.add("plan " + target.groups() + " " + target.computers() + " " + Dialogue.version(release));
        Optional<Version> to = Optional.of(release.orElse(ONE));
        Problem unfit = Problem.of(
                ProblemCode.PLATFORM_UNSUPPORTED,
                Map.of("release", "1.1.0", "component", "workstation", "platform", "windows-x64"));
        boolean back = to.get().compareTo(ONE) < 0;
        return new Plan(
                List.of(
                        new Move("id-one", "one", Optional.of(ONE), to, back, Optional.empty()),
                        new Move("id-two", "two", Optional.of(ONE), to, back, Optional.of(unfit))),
                0);
    }

    @Override
    public Plan assign(Target target, Optional<Version> release, Progress progress) {
        List<Move> moves = plan(target, release).moves();
        done.set(
                done.size() - 1,
                "assign " + target.groups() + " " + target.computers() + " " + Dialogue.version(release));
        return new Plan(moves, 7);
    }

    public static Apart apart(String who, String id, String release) {
        return new Apart(who, new TreeSet<>(List.of(id)), Optional.of(Version.parse(release)), 6);
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
