package dev.lockstep.fleet.internal.admission;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.settings.HttpSettings;
import dev.lockstep.core.settings.HttpSettings.Admission;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which computers may take their updates here, in {@code site/admissions}: it is a part of the site's identity, so that after
 * a reinstallation nobody has to be admitted again. Who is admitted and whose access is revoked stands in the audit log. Safe for use
 * by several threads.
 */
@Component(service = Admissions.class, configurationPid = "dev.lockstep.http")
public final class AdmissionList implements Admissions {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionList.class);
    private static final String ADMIT = "admit computer";
    private static final String REVOKE = "revoke computer";
    private static final int SECRET_BYTES = 16;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final AdmissionFolder folder;
    private final boolean automatic;
    private final InstantSource clock;
    private final Limits limits;
    private final Audit audit;
    private final Map<Fingerprint, Applicant> applicants = new ConcurrentHashMap<>();
    private final Map<Fingerprint, JoinSecret> secrets = new HashMap<>();
    private volatile Instant looked = Instant.EPOCH;
    private final List<Consumer<Fingerprint>> watchers = new CopyOnWriteArrayList<>();

    /** Called by Declarative Services. */
    @Activate
    public AdmissionList(@Reference Settings settings, @Reference Audit audit, Map<String, Object> properties) {
        this(
                new AdmissionFolder(settings.identity().data().resolve("site")),
                HttpSettings.FILE.read(properties, LOG::warn).get(HttpSettings.ADMISSION) == Admission.AUTOMATIC,
                InstantSource.system(),
                Limits.USUAL,
                audit);
    }

    /** With a folder of its own, and admitting everybody who asks or not. */
    public AdmissionList(AdmissionFolder folder, boolean automatic, InstantSource clock, Limits limits, Audit audit) {
        this.folder = folder;
        this.automatic = automatic;
        this.clock = clock;
        this.limits = limits;
        this.audit = audit;
        refresh();
    }

    /** The list may have come back from a backup meanwhile, with the rest of the site's identity. */
    private synchronized void refresh() {
        if (!folder.isChanged()) {
            return;
        }
        Map<Fingerprint, Applicant> saved = new HashMap<>();
        Map<Fingerprint, JoinSecret> savedSecrets = new HashMap<>();
        folder.load(
                applicant -> saved.put(applicant.key(), applicant), secret -> savedSecrets.put(secret.hash(), secret));
        applicants.keySet().retainAll(saved.keySet());
        applicants.putAll(saved);
        secrets.clear();
        secrets.putAll(savedSecrets);
    }

    @Override
    public Optional<Applicant> find(Fingerprint key) {
        Instant now = clock.instant();
        if (now.isAfter(looked.plus(LOOK_EVERY)) || now.isBefore(looked)) {
            looked = now;
            refresh();
        }
        return Optional.ofNullable(applicants.get(key));
    }

    @Override
    public synchronized Applicant ask(Application application) {
        refresh();
        Optional<String> secret = application.enrolment().secret();
        Applicant before = applicants.get(application.key());
        if (before != null) {
            named(before.key(), application.enrolment().name());
            before = applicants.get(application.key());
        }
        if (before != null && before.standing() != Standing.WAITING) {
            return before;
        }
        if (secret.isPresent()) {
            useUp(secret.get(), application.address());
        }
        // A secret admits a computer, but it cannot replace another one: that takes an administrator.
        boolean taken = applicants.values().stream()
                .anyMatch(other -> other.id().equals(application.enrolment().id())
                        && !other.key().equals(application.key())
                        && other.standing() != Standing.WAITING);
        if ((secret.isPresent() || automatic) && !taken) {
            Applicant admitted = put(applicant(application, Standing.ADMITTED));
            String how = secret.isPresent() ? "by a join token" : "as everybody who asks";
            audit.record(
                    "computer " + admitted.name() + " at " + admitted.address(),
                    event(ADMIT, Optional.ofNullable(before), admitted, "admitted " + how + ", key " + admitted.key()));
            return admitted;
        }
        if (before != null && secret.isEmpty()) {
            return before;
        }
        requireRoom(application);
        return put(applicant(application, Standing.WAITING));
    }

    private Applicant applicant(Application application, Standing standing) {
        return new Applicant(
                application.key(),
                application.enrolment().id(),
                application.enrolment().name(),
                application.address(),
                standing,
                clock.instant());
    }

    /** Before the computer is admitted, so that a power cut between the two lets nobody in whom nobody counted. */
    private void useUp(String shown, String address) {
        Instant now = clock.instant();
        JoinSecret found = Optional.ofNullable(secrets.get(JoinSecret.hash(shown)))
                .orElseThrow(() -> refused(address, Sentence.of("token.unknown")));
        if (!now.isBefore(found.expires())) {
            throw refused(address, Sentence.of("token.expired", Map.of("until", found.expires())));
        }
        if (found.uses() > 1) {
            put(new JoinSecret(found.hash(), found.uses() - 1, found.expires()));
        } else {
            forget(found);
        }
    }

    private static ProblemException refused(String address, Sentence reason) {
        LOG.warn("A join token that was shown from {} was refused: {}", address, reason);
        return ProblemException.of(ProblemCode.TOKEN_REFUSED, Map.of("reason", reason));
    }

    private void requireRoom(Application application) {
        long waiting = applicants.values().stream()
                .filter(applicant -> applicant.standing() == Standing.WAITING)
                .count();
        long fromThere = applicants.values().stream()
                .filter(applicant -> applicant.standing() == Standing.WAITING
                        && applicant.address().equals(application.address()))
                .count();
        if (waiting >= limits.waiting() || fromThere >= limits.waitingFromOneAddress()) {
            throw ProblemException.of(ProblemCode.BAD_REQUEST, Map.of("reason", Sentence.of("admission.too-many")));
        }
    }

    @Override
    public synchronized void named(Fingerprint key, String name) {
        Applicant known = applicants.get(key);
        if (known != null && !known.name().equals(name)) {
            put(new Applicant(key, known.id(), name, known.address(), known.standing(), known.since()));
        }
    }

    @Override
    public List<Applicant> all() {
        refresh();
        return sorted();
    }

    private List<Applicant> sorted() {
        return applicants.values().stream()
                .sorted(Comparator.comparing(Applicant::name)
                        .thenComparing(applicant -> applicant.key().hex()))
                .toList();
    }

    @Override
    public synchronized Applicant admit(String computer) {
        refresh();
        Applicant one = one(computer, Standing.ADMITTED);
        List<Applicant> replaced = sorted().stream()
                .filter(other -> other.id().equals(one.id())
                        && !other.key().equals(one.key())
                        && other.standing() == Standing.ADMITTED)
                .toList();
        replaced.forEach(other -> stand(other, Standing.REVOKED));
        Applicant admitted = stand(one, Standing.ADMITTED);
        audit.record(event(ADMIT, Optional.of(one), admitted, "admitted, key " + one.key()));
        for (Applicant other : replaced) {
            String result = "revoked, key " + other.key() + ": another key has its place now";
            audit.record(event(REVOKE, Optional.of(other), applicants.get(other.key()), result));
        }
        return admitted;
    }

    @Override
    public synchronized Applicant revoke(String computer) {
        refresh();
        Applicant one = one(computer, Standing.REVOKED);
        Applicant revoked = stand(one, Standing.REVOKED);
        audit.record(event(REVOKE, Optional.of(one), revoked, "revoked, key " + one.key()));
        return revoked;
    }

    private static AuditEvent event(String action, Optional<Applicant> before, Applicant now, String result) {
        return AuditEvent.of(action, now.name() + " (" + now.id() + ")", result)
                .change(before.map(AdmissionList::word).orElse(""), word(now))
                .origin("", now.address());
    }

    private static String word(Applicant applicant) {
        return applicant.standing().name().toLowerCase(Locale.ROOT);
    }

    private Applicant stand(Applicant one, Standing standing) {
        Applicant changed = new Applicant(one.key(), one.id(), one.name(), one.address(), standing, clock.instant());
        put(changed);
        if (standing == Standing.REVOKED) {
            watchers.forEach(watcher -> watcher.accept(changed.key()));
        }
        LOG.info("The computer {} ({}, key {}) is {}", one.name(), one.id(), one.key(), standing);
        return changed;
    }

    /** The applicant that is meant; of several, the one that is not yet in the wanted state. */
    private Applicant one(String computer, Standing wanted) {
        List<Applicant> named = sorted().stream()
                .filter(applicant -> applicant.name().equalsIgnoreCase(computer)
                        || applicant.id().equals(computer))
                .toList();
        List<Applicant> meant = named.isEmpty() ? beginningWith(computer) : named;
        List<Applicant> others = meant.stream()
                .filter(applicant -> applicant.standing() != wanted)
                .toList();
        // A beginning has to be of one alone, whatever the state of the others.
        List<Applicant> left = others.isEmpty() || named.isEmpty() ? meant : others;
        if (left.size() != 1) {
            throw ProblemException.of(
                    ProblemCode.COMPUTER_UNFOUND,
                    Map.of(
                            "computer",
                            computer,
                            "count",
                            left.size(),
                            "keys",
                            left.isEmpty()
                                    ? "-"
                                    : left.stream()
                                            .map(applicant -> applicant.key().toString())
                                            .collect(Collectors.joining(", "))));
        }
        return left.get(0);
    }

    private List<Applicant> beginningWith(String text) {
        String key = text.replace("-", "").toLowerCase(Locale.ROOT);
        return sorted().stream()
                .filter(applicant -> !key.isEmpty()
                        && (applicant.key().hex().startsWith(key)
                                || applicant.id().startsWith(text.toLowerCase(Locale.ROOT))))
                .toList();
    }

    @Override
    public synchronized Secret issueSecret(int uses, Duration lifetime) {
        if (uses < 1 || lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException("a token is for at least one use and some time");
        }
        refresh();
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Instant now = clock.instant();
        Instant expires = now.plus(lifetime);
        List.copyOf(secrets.values()).stream()
                .filter(old -> old.expires().isBefore(now))
                .forEach(this::forget);
        put(new JoinSecret(JoinSecret.hash(text), uses, expires));
        audit.record(AuditEvent.of("make join token", "computers: " + uses, "made, until " + expires));
        return new Secret(text, expires);
    }

    @Override
    public Runnable watch(Consumer<Fingerprint> lost) {
        watchers.add(lost);
        return () -> watchers.remove(lost);
    }

    private Applicant put(Applicant applicant) {
        folder.save(applicant);
        applicants.put(applicant.key(), applicant);
        return applicant;
    }

    private void put(JoinSecret secret) {
        folder.save(secret);
        secrets.put(secret.hash(), secret);
    }

    private void forget(JoinSecret secret) {
        folder.delete(secret);
        secrets.remove(secret.hash());
    }

    /**
     * How many may wait, so that no stranger can fill memory or disk.
     *
     * @param waiting all together
     * @param waitingFromOneAddress of them, from one address
     */
    public record Limits(int waiting, int waitingFromOneAddress) {
        public static final Limits USUAL = new Limits(2_000, 100);
    }
}
