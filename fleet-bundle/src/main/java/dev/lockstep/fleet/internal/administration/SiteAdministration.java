package dev.lockstep.fleet.internal.administration;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteServer;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.site.OwnSite;
import dev.lockstep.fleet.internal.site.SealedArchive;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What an administrator does with the site of this main server; all that changes something stands in the audit log. */
@Component(service = Site.class)
public final class SiteAdministration implements Site {
    private static final String SITE = "site/";
    private static final String SETTINGS = "settings/";
    private static final String MODULE_SETTINGS = "module-settings/";
    private static final String MODULE_LIST = "modules/list.json";
    private static final String MODULE_FILES = "modules/files/";
    private static final Pattern SETTINGS_FILE =
            Pattern.compile("dev\\.lockstep\\.([A-Za-z0-9._-]{1,128}\\.cfg|secrets\\.properties)");
    private static final int LONGEST_SETTINGS = 1 << 20;
    private static final int SHORTEST_PASSPHRASE = 8;
    /** Long enough for a computer that is away for its user's holidays. */
    private static final Duration TIME_TO_GO_BACK = Duration.ofDays(30);

    private final Fleet fleet;
    private final Settings settings;
    private final ContentStore store;
    private final Audit audit;
    private final SealedArchive archive;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile ExternalModules modules;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile HttpPort port;

    /** Called by Declarative Services. */
    @Activate
    public SiteAdministration(
            @Reference Fleet fleet,
            @Reference Settings settings,
            @Reference ContentStore store,
            @Reference Audit audit) {
        this(fleet, settings, store, audit, new SealedArchive());
    }

    public SiteAdministration(Fleet fleet, Settings settings, ContentStore store, Audit audit, SealedArchive archive) {
        this.fleet = fleet;
        this.settings = settings;
        this.store = store;
        this.audit = audit;
        this.archive = archive;
    }

    public SiteAdministration with(ExternalModules service) {
        modules = service;
        return this;
    }

    @Override
    public Status status() {
        return site().ask(site -> new Status(
                        Optional.of(site.fingerprint()), site.holdsRootKey(), site.approvers(), site.expiries()))
                .orElse(Status.NONE);
    }

    @Override
    public SiteFingerprint establish() {
        return site().change(SiteRepository::fingerprint);
    }

    @Override
    public Optional<ServerAddress> movesTo() {
        return site().published().flatMap(SiteMetadata::server).map(SiteServer::address);
    }

    @Override
    public void moveTo(Optional<ServerAddress> address) {
        Optional<SiteServer> said = address.map(next -> new SiteServer(ownAuthority(), next));
        String before = movesTo().map(ServerAddress::toString).orElse("");
        site().alter(site -> site.moveServer(said));
        audit.record(AuditEvent.of("move server", siteName(), "signed")
                .change(before, address.map(ServerAddress::toString).orElse("")));
    }

    /** Only an authority that certifies this one computer proves that it is the same computer at another address. */
    private Fingerprint ownAuthority() {
        HttpPort proving = port;
        Optional<Fingerprint> shown = proving == null ? Optional.empty() : proving.authority();
        if (shown.isEmpty() || !shown.equals(site().authority())) {
            throw ProblemException.of(ProblemCode.BAD_REQUEST, Map.of("reason", Sentence.of("site.no-own-authority")));
        }
        return shown.get();
    }

    @Override
    public void appointApprover(String name, char[] passphrase, RootKey rootKey) {
        requirePassphrase(passphrase);
        site().alter(site -> site.appointApprover(name, passphrase, rootKey));
        audit.record(AuditEvent.of("appoint approver", name, "appointed"));
    }

    @Override
    public void dismissApprover(String name, char[] passphrase, RootKey rootKey) {
        site().alter(site -> site.dismissApprover(name, passphrase, rootKey));
        audit.record(AuditEvent.of("dismiss approver", name, "dismissed"));
    }

    @Override
    public void renewRoot(RootKey rootKey, boolean onlineKeys, Optional<RootKey> next) {
        site().alter(site -> site.renewRoot(rootKey, onlineKeys, next));
        String result = "renewed" + (onlineKeys ? " with other online keys" : "")
                + next.flatMap(RootKey::file)
                        .map(file -> " with another root key in " + file)
                        .orElse("");
        audit.record(AuditEvent.of("renew site", siteName(), result));
    }

    @Override
    public void approve(ModuleRelease module, char[] passphrase) {
        site().change(site -> site.approve(module, passphrase));
        String bytes = module.bundles().stream()
                .map(bundle -> bundle.blob().digest().hex())
                .collect(Collectors.joining(" "));
        audit.record(AuditEvent.of("approve module", module.name(), "approved")
                .change("", module.version().toString())
                .origin(bytes, "a file of this computer"));
    }

    @Override
    public RollbackApproval approve(Rollback rollback, Audience audience, char[] passphrase) {
        RollbackApproval approval =
                site().change(site -> site.approve(rollback, audience, TIME_TO_GO_BACK, passphrase));
        audit.record(AuditEvent.of("approve rollback", audience.title(), "approved until " + approval.until())
                .change("", rollback.title()));
        return approval;
    }

    @Override
    public void exportRootKey(Path file, char[] passphrase) {
        requirePassphrase(passphrase);
        requireNew(file);
        site().alter(site -> site.exportRootKey(file, passphrase));
        site().forgetReplaced();
        audit.record(AuditEvent.of("export root key", siteName(), "taken away from this computer")
                .change("", file.toString()));
    }

    @Override
    public void backUp(Path file, char[] passphrase) throws IOException {
        requirePassphrase(passphrase);
        requireNew(file);
        SortedMap<String, byte[]> files = new TreeMap<>();
        site().files().forEach((name, bytes) -> files.put(SITE + name, bytes));
        try (DirectoryStream<Path> etc = Files.newDirectoryStream(etc(), SiteAdministration::isSettings)) {
            for (Path each : etc) {
                files.put(SETTINGS + each.getFileName(), Files.readAllBytes(each));
            }
        }
        settingsOfModules().read().forEach((name, bytes) -> files.put(MODULE_SETTINGS + name, bytes));
        if (modules != null) {
            files.put(MODULE_LIST, modules.list());
            for (SubmittedModule submitted : modules.submitted()) {
                if (submitted.approved()) {
                    ModuleRelease.Bundle bundle = submitted.module().bundles().get(0);
                    Optional<byte[]> payload = store.read(bundle.blob());
                    if (payload.isPresent()) {
                        files.put(MODULE_FILES + bundle.blob().digest() + ".jar", payload.get());
                    }
                }
            }
        }
        archive.write(file, files, passphrase);
        audit.record(AuditEvent.of("back up", siteName(), "written").change("", file.toString()));
    }

    /** An earlier backup may be the only one that a computer still accepts; and a folder that is not there may be a medium that is not. */
    private static void requireNew(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw ProblemException.of(
                    ProblemCode.SITE_BACKUP_UNWRITTEN,
                    Map.of("file", file.toString(), "reason", Sentence.of("backup.exists")));
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw ProblemException.of(
                    ProblemCode.SITE_BACKUP_UNWRITTEN,
                    Map.of("file", file.toString(), "reason", Sentence.of("backup.no-folder")));
        }
    }

    @Override
    public List<Sentence> restore(Path file, char[] passphrase) throws IOException {
        SortedMap<String, byte[]> files = SealedArchive.read(file, passphrase);
        settings.current().requireMain();
        SiteFingerprint restored = fleet.restore(below(files, SITE), file);
        HttpPort proving = port;
        if (proving != null) {
            // Computers that ask from now on meet the server they know.
            proving.refresh();
        }
        List<Sentence> done = new ArrayList<>();
        done.add(Sentence.of("restore.site", Map.of("site", restored)));
        done.add(Sentence.of("restore.approvals"));
        restoreSettings(below(files, SETTINGS), done);
        restoreSettingsOfModules(below(files, MODULE_SETTINGS), done);
        restoreModules(files, done);
        audit.record(AuditEvent.of("restore", "site", "restored")
                .change("", restored.digest().hex())
                .origin("", file.toString()));
        return done;
    }

    private void restoreSettings(SortedMap<String, byte[]> saved, List<Sentence> done) throws IOException {
        for (Map.Entry<String, byte[]> each : saved.entrySet()) {
            Path target = etc().resolve(each.getKey());
            if (!SETTINGS_FILE.matcher(each.getKey()).matches()) {
                continue;
            }
            Optional<byte[]> now = DurableFiles.read(target, LONGEST_SETTINGS);
            if (now.isEmpty() || !Arrays.equals(now.get(), each.getValue())) {
                DurableFiles.write(target, each.getValue());
                done.add(Sentence.of("restore.settings", Map.of("file", each.getKey())));
            }
        }
    }

    /** Before the modules themselves: a module finds its settings when it starts. */
    private void restoreSettingsOfModules(SortedMap<String, byte[]> saved, List<Sentence> done) throws IOException {
        for (Map.Entry<String, byte[]> each : saved.entrySet()) {
            if (settingsOfModules().restore(each.getKey(), each.getValue())) {
                done.add(Sentence.of("restore.settings", Map.of("file", each.getKey())));
            }
        }
    }

    private void restoreModules(SortedMap<String, byte[]> files, List<Sentence> done) throws IOException {
        if (modules == null || !files.containsKey(MODULE_LIST)) {
            return;
        }
        for (byte[] bundle : below(files, MODULE_FILES).values()) {
            Path temporary = Files.createTempFile("lockstep-module", ".jar");
            try {
                Files.write(temporary, bundle);
                modules.submit(temporary, false);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
        Optional<Problem> problem = modules.restoreList(files.get(MODULE_LIST));
        done.add(problem.map(why -> Sentence.of(
                        "restore.modules-later",
                        Map.of("problem", why.sentence(), "code", why.code().code())))
                .orElse(Sentence.of("restore.modules")));
    }

    private static SortedMap<String, byte[]> below(SortedMap<String, byte[]> files, String folder) {
        SortedMap<String, byte[]> below = new TreeMap<>();
        files.forEach((name, bytes) -> {
            if (name.startsWith(folder)) {
                below.put(name.substring(folder.length()), bytes);
            }
        });
        return below;
    }

    private static boolean isSettings(Path file) {
        return SETTINGS_FILE.matcher(String.valueOf(file.getFileName())).matches();
    }

    private String siteName() {
        return "site "
                + status().fingerprint().map(known -> known.digest().hex()).orElse("");
    }

    private Path etc() {
        return settings.identity().home().resolve("etc");
    }

    private SettingsOfModules settingsOfModules() {
        return new SettingsOfModules(
                etc(), Path.of(System.getProperty("karaf.home", "")).resolve("etc"));
    }

    private OwnSite site() {
        settings.current().requireMain();
        return fleet.own();
    }

    /** Without one, anybody who finds the file could use the key or the backup. */
    private static void requirePassphrase(char[] passphrase) {
        if (passphrase.length < SHORTEST_PASSPHRASE) {
            throw ProblemException.of(
                    ProblemCode.KEY_UNUSABLE,
                    Map.of("reason", Sentence.of("key.short-passphrase", Map.of("characters", SHORTEST_PASSPHRASE))));
        }
    }
}
