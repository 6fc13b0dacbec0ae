package dev.lockstep.cli;

import dev.lockstep.core.node.Progress;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at every byte of a published folder that a client could ever ask for, and tells all that it finds. */
final class RepositoryCheck {
    private static final Duration SOON = Duration.ofDays(7);

    private final Path targets;
    private final TrustedRepository trusted;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    /** Payloads, and the first thing that needs each. */
    private final Map<Blob, String> payloads = new LinkedHashMap<>();

    private final Map<Blob, Optional<Tree>> trees = new HashMap<>();
    private int releases;
    private int modules;
    private long bytes;

    RepositoryCheck(PublishedFolder folder, TrustedRepository trusted, Progress progress) {
        this.targets = folder.targets();
        this.trusted = trusted;
        this.progress = progress;
    }

    /**
     * What was looked at, and what was found.
     *
     * @param findings the errors first
     */
    record Report(int releases, int modules, int payloads, long bytes, List<Finding> findings) {
        boolean sound() {
            return findings.stream().noneMatch(Finding::error);
        }
    }

    Report run() throws IOException {
        expiry();
        trusted.listing()
                .refused()
                .forEach((role, reason) -> findings.add(Finding.error(reason.code(), role, reason.getMessage())));
        for (String path : trusted.listing().hidden()) {
            findings.add(Finding.error(
                    "TARGET-HIDDEN", path, "a refused role, asked before the one that names it, may speak about it"));
        }
        for (TrustedTarget target : trusted.listing().targets()) {
            describe(target.file());
        }
        hash();
        unused();
        findings.sort((one, other) -> Boolean.compare(other.error(), one.error()));
        return new Report(releases, modules, payloads.size(), bytes, List.copyOf(findings));
    }

    private void expiry() {
        Set<String> expired = trusted.state().expired();
        trusted.state().expires().forEach((role, end) -> {
            Duration left = Duration.between(trusted.state().at(), end);
            if (expired.contains(role)) {
                boolean fatal = role.equals("root") || role.equals("targets");
                findings.add(new Finding(fatal, "EXPIRED", role, "it expired at " + end + "; sign it again"));
            } else if (left.compareTo(SOON) < 0) {
                findings.add(Finding.notice(
                        "EXPIRES-SOON", role, "it expires at " + end + ", in " + left.toHours() + " hours"));
            }
        });
    }

    private void describe(TargetFile target) throws IOException {
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

    private Optional<byte[]> description(TargetFile target) throws IOException {
        try {
            Path file = ConsistentNames.target(targets, target);
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
        Path file = targets.resolve(blob.digest().path());
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
        for (ModuleRelease.Bundle bundle : module.bundles()) {
            payloads.putIfAbsent(
                    bundle.blob(), "module " + module.name() + " " + module.version() + ": " + bundle.symbolicName());
        }
    }

    private void hash() throws IOException {
        long total = payloads.keySet().stream().mapToLong(Blob::length).sum();
        for (Map.Entry<Blob, String> payload : payloads.entrySet()) {
            Blob wanted = payload.getKey();
            Path file = targets.resolve(wanted.digest().path());
            if (Files.isRegularFile(file)) {
                Blob found = Payloads.hash(file, read -> {});
                if (!found.equals(wanted)) {
                    findings.add(damaged(file, wanted, found, payload.getValue()));
                }
            } else {
                findings.add(Finding.error(
                        ProblemCode.PAYLOAD_MISSING.code(), file.toString(), "it is missing; " + needs(payload)));
            }
            bytes += wanted.length();
            progress.at("verify", bytes, total);
        }
    }

    /** What a publisher left who was refused or killed: no client asks for it. */
    private void unused() throws IOException {
        Set<String> needed = new HashSet<>();
        payloads.keySet().forEach(blob -> needed.add(blob.digest().hex()));
        Path folder = targets.resolve("sha256");
        // What a description that cannot be read needs is not known.
        boolean allRead = findings.stream().noneMatch(Finding::error);
        if (!allRead || !Files.isDirectory(folder)) {
            return;
        }
        long count = 0;
        long size = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (!needed.contains(file.getFileName().toString())) {
                    count++;
                    size += Files.size(file);
                }
            }
        }
        if (count > 0) {
            findings.add(Finding.notice(
                    "PAYLOADS-UNUSED",
                    folder.toString(),
                    count + " files, " + Sizes.text(size) + ", are needed by nothing that is published"));
        }
    }

    private static Finding damaged(Path file, Blob wanted, Blob found, String owner) {
        String needed = "needed by " + owner;
        if (found.length() == wanted.length()) {
            return Finding.error(ProblemCode.PAYLOAD_ALTERED.code(), file.toString(), "it is altered; " + needed);
        }
        ProblemCode code =
                found.length() < wanted.length() ? ProblemCode.PAYLOAD_TRUNCATED : ProblemCode.PAYLOAD_OVERSIZED;
        return Finding.error(
                code.code(),
                file.toString(),
                "it has " + found.length() + " bytes and not " + wanted.length() + "; " + needed);
    }

    private static String needs(Map.Entry<Blob, String> payload) {
        return "needed by " + payload.getValue();
    }
}
