package dev.lockstep.fleet.internal.administration;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Records what is done with the keys of this main server's site in the audit log. */
@Component(service = Site.class)
public final class AuditedSite implements Site {
    private final Site site;
    private final Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public AuditedSite(@Reference SiteAdministration site, @Reference Audit audit) {
        this((Site) site, audit);
    }

    AuditedSite(Site site, Audit audit) {
        this.site = site;
        this.audit = audit;
    }

    @Override
    public Standing standing() {
        return site.standing();
    }

    @Override
    public SiteFingerprint establish() {
        return site.establish();
    }

    @Override
    public Optional<ServerAddress> movesTo() {
        return site.movesTo();
    }

    @Override
    public void moveTo(Optional<ServerAddress> address) {
        String before = site.movesTo().map(ServerAddress::toString).orElse("");
        site.moveTo(address);
        audit.record(AuditEvent.of("move server", "site " + fingerprint(), "signed")
                .change(before, address.map(ServerAddress::toString).orElse("")));
    }

    @Override
    public void appointApprover(String name, char[] passphrase, RootKey rootKey) {
        site.appointApprover(name, passphrase, rootKey);
        audit.record(AuditEvent.of("appoint approver", name, "appointed"));
    }

    @Override
    public void dismissApprover(String name, char[] passphrase, RootKey rootKey) {
        site.dismissApprover(name, passphrase, rootKey);
        audit.record(AuditEvent.of("dismiss approver", name, "dismissed"));
    }

    @Override
    public void renewRoot(RootKey rootKey, boolean onlineKeys, Optional<RootKey> next) {
        site.renewRoot(rootKey, onlineKeys, next);
        String result = "renewed" + (onlineKeys ? " with other online keys" : "")
                + next.flatMap(RootKey::file)
                        .map(file -> " with another root key in " + file)
                        .orElse("");
        audit.record(AuditEvent.of("renew site", "site " + fingerprint(), result));
    }

    @Override
    public void approve(ModuleRelease module, char[] passphrase) {
        site.approve(module, passphrase);
        String bytes = module.bundles().stream()
                .map(bundle -> bundle.blob().digest().hex())
                .collect(Collectors.joining(" "));
        audit.record(AuditEvent.of("approve module", module.name(), "approved")
                .change("", module.version().toString())
                .origin(bytes, "a file of this computer"));
    }

    @Override
    public RollbackApproval approve(Rollback rollback, Audience audience, char[] passphrase) {
        RollbackApproval approval = site.approve(rollback, audience, passphrase);
        audit.record(AuditEvent.of("approve rollback", audience.title(), "approved until " + approval.until())
                .change("", rollback.title()));
        return approval;
    }

    @Override
    public void exportRootKey(Path file, char[] passphrase) {
        site.exportRootKey(file, passphrase);
        audit.record(AuditEvent.of("export root key", "site " + fingerprint(), "taken away from this computer")
                .change("", file.toString()));
    }

    @Override
    public void backUp(Path file, char[] passphrase) throws IOException {
        site.backUp(file, passphrase);
        audit.record(
                AuditEvent.of("back up", "site " + fingerprint(), "written").change("", file.toString()));
    }

    @Override
    public List<String> restore(Path file, char[] passphrase) throws IOException {
        List<String> done = site.restore(file, passphrase);
        audit.record(AuditEvent.of("restore", "site", "restored")
                .change("", fingerprint())
                .origin("", file.toString()));
        return done;
    }

    private String fingerprint() {
        return site.standing().fingerprint().map(known -> known.digest().hex()).orElse("");
    }
}
