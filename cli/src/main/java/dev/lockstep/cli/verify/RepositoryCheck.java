package dev.lockstep.cli.verify;

import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.cli.repository.TargetFolders;
import dev.lockstep.cli.repository.TrustedRepository;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.TrustedTarget;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at every byte of a published folder that a client could ever ask for, and tells all that it finds. */
final class RepositoryCheck {
    private final PublishedFolder folder;
    private final TrustedRepository trusted;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();

    RepositoryCheck(PublishedFolder folder, TrustedRepository trusted, Progress progress) {
        this.folder = folder;
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
        DescriptionCheck descriptions = new DescriptionCheck(TargetFolders.of(folder.targets()), findings);
        for (TrustedTarget target : trusted.listing().targets()) {
            descriptions.check(target.file());
        }
        withdrawn();
        PayloadCheck payloads = new PayloadCheck(TargetFolders.of(folder.targets()), descriptions.payloads());
        payloads.checkAll(findings, progress);
        // What a description that cannot be read needs is not known.
        if (findings.stream().noneMatch(Finding::error)) {
            payloads.unused(folder.targets()).ifPresent(findings::add);
        }
        findings.sort((one, other) -> Boolean.compare(other.error(), one.error()));
        return new Report(
                descriptions.releases(),
                descriptions.modules(),
                descriptions.payloads().size(),
                payloads.bytes(),
                List.copyOf(findings));
    }

    /** That something ends soon is a warning of every command, and no finding. */
    private void expiry() {
        Instant now = trusted.state().at();
        trusted.expires().forEach((role, end) -> {
            if (!end.isAfter(now)) {
                boolean fatal = !role.equals("timestamp") && !role.equals("snapshot");
                findings.add(new Finding(fatal, "EXPIRED", role, "it expired at " + end + "; sign it again"));
            }
        });
    }

    /** What is withdrawn, and lists that this program does not wholly understand. */
    private void withdrawn() {
        for (Withdrawal entry : Withdrawals.of(trusted.listing().targets()).entries()) {
            findings.add(Finding.notice(
                    "WITHDRAWN",
                    (entry.what().module().isPresent() ? "module " : "release ") + entry.what(),
                    entry.origin().sentence() + ": " + entry.reason()));
        }
        for (TrustedTarget target : trusted.listing().targets()) {
            if (Withdrawals.isList(target.file().path()) && Withdrawals.format(target.file()) > Withdrawals.FORMAT) {
                findings.add(Finding.notice(
                        "WITHDRAWN-NEWER",
                        target.file().path(),
                        "a newer Lockstep wrote it; it may say more than this one knows"));
            }
        }
    }
}
