package dev.lockstep.admin.internal;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Modules that come and go as a test says. */
final class TestModules implements ExternalModules {
    static final Version ONE = Version.parse("1.0.0");
    static final Problem UNRESOLVED =
            Problem.of(ProblemCode.MODULE_UNRESOLVED, Map.of("module", "charts", "reason", "a.b is missing"));

    final List<String> done = new CopyOnWriteArrayList<>();
    volatile Path seen = Path.of("nothing");

    private static ModuleRelease module(String name) {
        return new ModuleRelease(
                name,
                ONE,
                "A title",
                "A description",
                "A publisher",
                List.of("metering-server"),
                VersionRange.parse("[1.0.0,2.0.0)"),
                List.of(new ModuleRelease.Bundle(
                        name, "1.0.0", new Blob(Digest.of(new byte[0]), 0), 90, List.of(), List.of())));
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return List.of(
                CatalogueEntry.of(module("reports"), Optional.of(ONE), Optional.empty()),
                CatalogueEntry.of(module("charts"), Optional.empty(), Optional.of(UNRESOLVED)));
    }

    @Override
    public List<InstalledModule> installed() {
        return List.of(
                new InstalledModule("reports", ONE, true, ModuleState.ACTIVE, Optional.empty()),
                new InstalledModule("charts", ONE, false, ModuleState.NOT_FOR_THIS_COMPUTER, Optional.of(UNRESOLVED)));
    }

    @Override
    public ChangeOutcome converge(List<Assignment.AssignedModule> wanted, boolean simulate, Progress progress) {
        throw new UnsupportedOperationException("nobody asks for it here");
    }

    @Override
    public ChangeOutcome update(String name, Optional<Version> version, boolean simulate, Progress progress) {
        return install(name, version, simulate, progress);
    }

    @Override
    public List<Assignment.AssignedModule> undecided() {
        return List.of(new Assignment.AssignedModule("alarms", ONE));
    }

    @Override
    public ChangeOutcome adopt(Set<String> kept, boolean simulate, Progress progress) {
        done.add("adopt " + kept + (simulate ? ", simulated" : ""));
        return new ChangeOutcome.Changed(List.of());
    }

    @Override
    public ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress) {
        if (name.equals("charts")) {
            return new ChangeOutcome.Refused(UNRESOLVED);
        }
        if (simulate) {
            return new ChangeOutcome.Simulated(List.of(Sentence.said("Install " + name)), List.of("some.bundle"));
        }
        done.add("install " + name);
        return new ChangeOutcome.Changed(List.of(Sentence.said("Install " + name)));
    }

    @Override
    public ChangeOutcome remove(String name, boolean simulate, Progress progress) {
        done.add("remove " + name);
        return new ChangeOutcome.RolledBack(UNRESOLVED);
    }

    @Override
    public SubmittedModule submit(Path file, boolean simulate) throws IOException {
        seen = file;
        String text = Files.readString(file);
        if (!text.startsWith("a bundle")) {
            throw ProblemException.of(
                    ProblemCode.MODULE_MALFORMED,
                    Map.of("file", String.valueOf(file.getFileName()), "reason", "it is no bundle"));
        }
        done.add((simulate ? "look at " : "submit ") + text.length());
        return new SubmittedModule(module("local"), false);
    }

    @Override
    public List<SubmittedModule> submitted() {
        return List.of(new SubmittedModule(module("local"), false));
    }

    @Override
    public byte[] list() {
        return new byte[0];
    }

    @Override
    public Optional<Problem> restoreList(byte[] saved) {
        return Optional.empty();
    }

    @Override
    public List<Problem> incompatibleWith(Version release) {
        return List.of();
    }

    @Override
    public Set<Digest> payloads() {
        return Set.of();
    }
}
