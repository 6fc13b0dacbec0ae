package dev.lockstep.fleet.internal.admission;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.pki.Fingerprint;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Records in the audit log who is admitted here and whose access is revoked. */
@Component(service = Admissions.class)
public final class AuditedAdmissions implements Admissions {
    private static final String ADMIT = "admit computer";
    private static final String REVOKE = "revoke computer";

    private final Admissions list;
    private final Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public AuditedAdmissions(@Reference AdmissionList list, @Reference Audit audit) {
        this((Admissions) list, audit);
    }

    AuditedAdmissions(Admissions list, Audit audit) {
        this.list = list;
        this.audit = audit;
    }

    @Override
    public Optional<Applicant> find(Fingerprint key) {
        return list.find(key);
    }

    @Override
    public Applicant ask(Application application) {
        Optional<Standing> before = list.find(application.key()).map(Applicant::standing);
        Applicant asked = list.ask(application);
        if (asked.standing() == Standing.ADMITTED && !before.equals(Optional.of(Standing.ADMITTED))) {
            String how = application.enrolment().secret().isPresent() ? "by a join token" : "as everybody who asks";
            audit.record(
                    "computer " + asked.name() + " at " + asked.address(),
                    event(ADMIT, before, asked, "admitted " + how + ", key " + asked.key()));
        }
        return asked;
    }

    @Override
    public List<Applicant> all() {
        return list.all();
    }

    @Override
    public Applicant admit(String computer) {
        List<Applicant> before = list.all();
        Applicant admitted = list.admit(computer);
        audit.record(event(ADMIT, standing(before, admitted), admitted, "admitted, key " + admitted.key()));
        for (Applicant other : before) {
            boolean replaced = other.id().equals(admitted.id())
                    && !other.key().equals(admitted.key())
                    && other.standing() == Standing.ADMITTED;
            if (replaced) {
                audit.record(event(
                                REVOKE,
                                Optional.of(other.standing()),
                                other,
                                "revoked, key " + other.key() + ": another key has its place now")
                        .change("admitted", "revoked"));
            }
        }
        return admitted;
    }

    @Override
    public Applicant revoke(String computer) {
        List<Applicant> before = list.all();
        Applicant revoked = list.revoke(computer);
        audit.record(event(REVOKE, standing(before, revoked), revoked, "revoked, key " + revoked.key()));
        return revoked;
    }

    @Override
    public Secret issueSecret(int uses, Duration lifetime) {
        Secret secret = list.issueSecret(uses, lifetime);
        audit.record(AuditEvent.of("make join token", "computers: " + uses, "made, until " + secret.expires()));
        return secret;
    }

    @Override
    public Runnable watch(Consumer<Fingerprint> lost) {
        return list.watch(lost);
    }

    private static Optional<Standing> standing(List<Applicant> before, Applicant of) {
        return before.stream()
                .filter(known -> known.key().equals(of.key()))
                .map(Applicant::standing)
                .findFirst();
    }

    private static AuditEvent event(String action, Optional<Standing> before, Applicant applicant, String result) {
        return AuditEvent.of(action, applicant.name() + " (" + applicant.id() + ")", result)
                .change(before.map(AuditedAdmissions::word).orElse(""), word(applicant.standing()))
                .origin("", applicant.address());
    }

    private static String word(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
