package dev.lockstep.cli.verify;

import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.cli.repository.Publishing;
import dev.lockstep.cli.repository.TargetFolders;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.module.UsableModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the descriptions of releases and modules, and finds out which payloads they need. */
public final class DescriptionCheck {
    private final TargetFolders shelves;
    private final List<Finding> findings;
    /** Payloads, and the first thing that needs each. */
    private final Map<Blob, String> payloads = new LinkedHashMap<>();

    private final Map<Blob, Optional<Tree>> trees = new HashMap<>();
    private int releases;
    private int modules;

    /**
     * A check.
     *
     * @param findings to which it adds what it finds
     */
    public DescriptionCheck(TargetFolders shelves, List<Finding> findings) {
        this.shelves = shelves;
        this.findings = findings;
    }

    public Map<Blob, String> payloads() {
        return payloads;
    }

    int releases() {
        return releases;
    }

    int modules() {
        return modules;
    }

    public void check(TargetFile target) throws IOException {
        if (isPolicy(target) || Withdrawals.isList(target.path())) {
            // All of it is in the signed metadata, and a mirror need not have the file.
            return;
        }
        Optional<byte[]> description = description(target);
        if (description.isEmpty()) {
            return;
        }
        try {
            if (target.path().startsWith("releases/")) {
                releases++;
                need(target, ReleaseJson.readRelease(description.get()));
            } else if (target.path().startsWith("modules/")) {
                modules++;
                need(target, ReleaseJson.readModule(description.get()));
            } else {
                findings.add(Finding.notice("TARGET-UNKNOWN", target.path(), "it is neither a release nor a module"));
            }
        } catch (IllegalArgumentException e) {
            findings.add(Finding.error("DESCRIPTION-MALFORMED", target.path(), e.getMessage()));
        }
    }

    private boolean isPolicy(TargetFile target) {
        try {
            return FreshnessPolicy.of(target).isPresent();
        } catch (IllegalArgumentException e) {
            findings.add(Finding.error("DESCRIPTION-MALFORMED", target.path(), e.getMessage()));
            return true;
        }
    }

    private Optional<byte[]> description(TargetFile target) throws IOException {
        try {
            Path file = shelves.file(ConsistentNames.targetPath(target));
            byte[] description = Files.readAllBytes(file);
            if (Publishing.matches(target, Blob.of(description))) {
                return Optional.of(description);
            }
            findings.add(Finding.error("DESCRIPTION-ALTERED", file.toString(), "it is not what was signed"));
        } catch (NoSuchFileException e) {
            findings.add(Finding.error("DESCRIPTION-MISSING", e.getFile(), "it is signed, and missing"));
        } catch (UnsafeNameException e) {
            findings.add(Finding.error(e.code(), target.path(), e.getMessage()));
        }
        return Optional.empty();
    }

    private void need(TargetFile target, Release release) throws IOException {
        var custom = target.custom().path("lockstep");
        boolean agrees = target.path().equals(Release.targetName(release.version()))
                && custom.path("channel").asText().equals(release.channel())
                && custom.path("counter").asLong() == release.counter();
        if (!agrees) {
            findings.add(Finding.error(
                    "DESCRIPTION-CONTRADICTS",
                    target.path(),
                    "its name, channel or counter is not that of the release it describes"));
        }
        for (Release.ComponentRelease component : release.components()) {
            for (Release.PlatformTree platform : component.trees()) {
                String owner = "release " + release.version() + ", " + component.name() + " for " + platform.platform();
                need(platform, owner);
            }
        }
    }

    private void need(Release.PlatformTree platform, String owner) throws IOException {
        Blob blob = platform.tree();
        payloads.putIfAbsent(blob, owner + ": its tree");
        Optional<Tree> tree = trees.get(blob);
        if (tree == null) {
            tree = tree(blob, owner);
            trees.put(blob, tree);
        }
        if (tree.isEmpty()) {
            return;
        }
        boolean counted =
                tree.get().files().size() == platform.files() && tree.get().bytes() == platform.bytes();
        if (!counted) {
            findings.add(Finding.error(
                    "DESCRIPTION-CONTRADICTS", owner, "the release counts other files or bytes than its tree has"));
        }
        for (Tree.File file : tree.get().files()) {
            payloads.putIfAbsent(file.blob(), owner + ": " + file.path());
        }
    }

    /** Empty if it cannot be read as a tree; the hashing tells why, but for a document that is no tree. */
    private Optional<Tree> tree(Blob blob, String owner) throws IOException {
        Path file = shelves.file(blob.digest().path());
        if (!Files.isRegularFile(file) || !Payloads.hash(file, read -> {}).equals(blob)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ReleaseJson.readTree(Files.readAllBytes(file)));
        } catch (IllegalArgumentException e) {
            findings.add(Finding.error("DESCRIPTION-MALFORMED", owner, e.getMessage()));
            return Optional.empty();
        }
    }

    private void need(TargetFile target, ModuleRelease module) {
        if (!target.path().equals(ModuleRelease.targetName(module.name(), module.version()))) {
            findings.add(Finding.error(
                    "DESCRIPTION-CONTRADICTS", target.path(), "its name is not that of the module it describes"));
        }
        UsableModule.objection(module)
                .ifPresent(reason -> findings.add(
                        Finding.error("MODULE-UNUSABLE", target.path(), reason + ": no computer can use it")));
        for (ModuleRelease.Bundle bundle : module.bundles()) {
            payloads.putIfAbsent(
                    bundle.blob(), "module " + module.name() + " " + module.version() + ": " + bundle.symbolicName());
        }
    }
}
