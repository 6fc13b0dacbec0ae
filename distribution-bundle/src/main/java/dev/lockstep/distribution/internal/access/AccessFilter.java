package dev.lockstep.distribution.internal.access;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Applicant;
import dev.lockstep.core.node.Admissions.Standing;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.http.Answer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * Runs before all handlers: authenticates the caller, refuses requests that are not allowed, and passes the {@link Caller} on
 * to the handlers, which declare who may ask for what ({@link Access}). It never blocks.
 */
public final class AccessFilter {
    private final AccessRules rules;
    private final Supplier<Optional<Admissions>> admissions;
    private final SignedInUsers users;
    private final ProvenKeys keys = new ProvenKeys();

    /**
     * A filter that the port runs before its handlers.
     *
     * @param admissions who was admitted; while it is empty nobody is
     * @param users which people have signed in
     */
    public AccessFilter(AccessRules rules, Supplier<Optional<Admissions>> admissions, SignedInUsers users) {
        this.rules = rules;
        this.admissions = admissions;
        this.users = users;
    }

    /** A key lost its access: whatever it has open is closed, event streams too. */
    public void lost(Fingerprint key) {
        keys.close(key);
    }

    /** The answer to a request that may not be made; empty if it may. */
    public Optional<Answer> refusal(Request request, Access access) {
        if (!request.isSecure() && !rules.allowsPlain(access, isLoopback(request))) {
            return Optional.of(refused(ProblemCode.TLS_REQUIRED, Map.of("address", Answer.address(request))));
        }
        boolean always = access instanceof Access.People people && people.always();
        if (!rules.needsAdmission() && !always) {
            return Optional.empty();
        }
        Optional<Fingerprint> key = keys.of(request);
        Optional<Applicant> applicant = key.flatMap(proved -> admissions.get().flatMap(list -> list.find(proved)));
        Caller caller = applicant
                .filter(found -> found.standing() == Standing.ADMITTED)
                .<Caller>map(found -> new Caller.Computer(found.id(), found.name(), found.key()))
                .or(() -> users.of(request).map(person -> person))
                .orElseGet(() -> new Caller.Anonymous(key));
        request.setAttribute(Caller.ATTRIBUTE, caller);
        if (access instanceof Access.People people) {
            return forPeople(request, caller, people.right());
        }
        boolean may = access instanceof Access.Everybody
                || caller instanceof Caller.Computer
                || (access instanceof Access.Signed && mayRead(request, caller));
        return may ? Optional.empty() : Optional.of(stranger(request, applicant));
    }

    /** Plain text was already allowed by its own rule; there is no key in it. */
    private boolean mayRead(Request request, Caller caller) {
        return !(caller instanceof Caller.Anonymous) || rules.targetsForAll() || !request.isSecure();
    }

    private Optional<Answer> forPeople(Request request, Caller caller, Right needed) {
        if (!(caller instanceof Caller.Person person)) {
            return Optional.of(
                    Answer.problem(HttpStatus.UNAUTHORIZED_401, Problem.of(ProblemCode.SIGN_IN_NEEDED, Map.of())));
        }
        if (!Answer.reads(request) && users.isForged(request)) {
            return Optional.of(
                    Answer.badRequest(HttpStatus.FORBIDDEN_403, "the header Lockstep-Csrf is missing or wrong"));
        }
        return person.rights().contains(needed)
                ? Optional.empty()
                : Optional.of(
                        refused(ProblemCode.RIGHT_MISSING, Map.of("user", person.name(), "right", needed.word())));
    }

    private static Answer stranger(Request request, Optional<Applicant> applicant) {
        String address = Answer.address(request);
        if (applicant.isEmpty()) {
            return Answer.problem(
                    HttpStatus.UNAUTHORIZED_401, Problem.of(ProblemCode.COMPUTER_UNKNOWN, Map.of("address", address)));
        }
        boolean waiting = applicant.get().standing() == Standing.WAITING;
        return refused(
                waiting ? ProblemCode.COMPUTER_WAITING : ProblemCode.COMPUTER_REVOKED,
                Map.of(
                        "address", address,
                        "name", applicant.get().name(),
                        "key", applicant.get().key().toString()));
    }

    private static Answer refused(ProblemCode code, Map<String, String> facts) {
        return Answer.problem(HttpStatus.FORBIDDEN_403, Problem.of(code, facts));
    }

    private static boolean isLoopback(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress();
    }
}
