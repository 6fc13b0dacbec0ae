package dev.lockstep.client.testing;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The other bundles' services, as far as an agent sees them; what is asked of them stands in {@link #calls}. */
public final class RecordingNeighbours implements Distribution, Assignments, ExternalModules {
    /** What was asked, in order. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    /** What the distribution folder is. */
    public State state = new State.Empty();
    /** Whom this computer takes its updates from, as it was told. */
    public List<String> chain = List.of();
    /** Those below. */
    public List<ComputerReport> computers = List.of();
    /** What is assigned to those below. */
    public Assignment assignment = new Assignment("site", 1, Optional.empty(), List.of(), true);
    /** Why modules would not be loaded by the next release. */
    public List<Problem> incompatible = List.of();
    /** The modules that are installed. */
    public List<InstalledModule> installed = List.of();
    /** What modules need of the store. */
    public Set<Digest> payloads = Set.of();

    /** Gives a computer these neighbours. */
    public RecordingNeighbours of(Installation computer) {
        computer.distribution = Optional.of(this);
        computer.assignments = Optional.of(this);
        computer.modules = Optional.of(this);
        return this;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public void mirror(Version version, Progress progress) {
        calls.add("mirror " + version);
        List<Version> releases = new ArrayList<>(state instanceof State.Ready ready ? ready.releases() : List.of());
        releases.add(version);
        state = new State.Ready(releases.stream().distinct().sorted().toList());
    }

    @Override
    public void follows(List<String> ids) {
        chain = ids;
    }

    @Override
    public void mirrorModule(String name, Version version, Progress progress) {
        calls.add("mirror module " + name + " " + version);
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
        return 4711;
    }

    @Override
    public Set<Version> releases() {
        return current().release().map(Set::of).orElse(Set.of());
    }

    @Override
    public Map<String, Version> apart() {
        return Map.of();
    }

    @Override
    public Assignment current() {
        return assignment;
    }

    @Override
    public Assignment assignRelease(Optional<Version> release) {
        calls.add("assign " + release.map(Version::toString).orElse("nothing"));
        assignment = new Assignment("site", assignment.revision() + 1, release, assignment.modules(), true);
        return assignment;
    }

    @Override
    public Assignment assignModules(List<Assignment.AssignedModule> modules, Set<String> dropped) {
        throw new UnsupportedOperationException("the agent does not assign modules");
    }

    @Override
    public void relayBeforeItEnds(SiteMetadata site) {
        calls.add("relay before it ends");
    }

    @Override
    public void relay(SiteMetadata site) {
        calls.add("relay "
                + site.assignmentFor("x")
                        .flatMap(assignment -> assignment.release())
                        .map(release -> release.version().toString())
                        .orElse("nothing"));
    }

    @Override
    public List<ComputerReport> computers() {
        return computers;
    }

    @Override
    public List<ReportMessage> statements() {
        return computers.stream()
                .map(Statement::unsigned)
                .map(ReportMessage::of)
                .toList();
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return List.of();
    }

    @Override
    public List<InstalledModule> installed() {
        return installed;
    }

    @Override
    public ChangeOutcome converge(List<Assignment.AssignedModule> wanted, boolean simulate, Progress progress) {
        calls.add("converge "
                + wanted.stream()
                        .map(module -> module.name() + " " + module.version())
                        .toList());
        installed = wanted.stream()
                .map(module -> new InstalledModule(
                        module.name(), module.version(), true, ModuleState.ACTIVE, Optional.empty()))
                .toList();
        return new ChangeOutcome.Changed(List.of());
    }

    @Override
    public ChangeOutcome update(String name, Optional<Version> version, boolean simulate, Progress progress) {
        return install(name, version, simulate, progress);
    }

    @Override
    public ChangeOutcome adopt(Set<String> kept, boolean simulate, Progress progress) {
        throw new UnsupportedOperationException("nothing is undecided here");
    }

    @Override
    public ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress) {
        throw new UnsupportedOperationException("the agent installs no module by itself");
    }

    @Override
    public ChangeOutcome remove(String name, boolean simulate, Progress progress) {
        throw new UnsupportedOperationException("the agent removes no module by itself");
    }

    @Override
    public SubmittedModule submit(Path file, boolean simulate) {
        throw new UnsupportedOperationException("the agent submits no module");
    }

    @Override
    public List<SubmittedModule> submitted() {
        return List.of();
    }

    @Override
    public byte[] list() {
        throw new UnsupportedOperationException("the agent keeps no list");
    }

    @Override
    public Optional<Problem> restoreList(byte[] saved) {
        throw new UnsupportedOperationException("the agent restores no list");
    }

    @Override
    public List<Problem> incompatibleWith(Version release) {
        return incompatible;
    }

    @Override
    public Set<Digest> payloads() {
        return payloads;
    }
}
