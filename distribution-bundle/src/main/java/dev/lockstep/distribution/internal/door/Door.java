package dev.lockstep.distribution.internal.door;

import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Applicant;
import dev.lockstep.core.node.Admissions.Standing;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.http.ProblemAnswer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Runs before all handlers: authenticates the caller, refuses requests that are not allowed, and passes the {@link Caller} on
 * to the handlers. It never blocks.
 */
public final class Door extends Handler.Wrapper {
    private final DoorRules rules;
    private final Supplier<Optional<Admissions>> admissions;
    private final Visitors visitors;
    private final ProvenKeys keys = new ProvenKeys();

    /**
     * A door that the port hangs before its handlers.
     *
     * @param admissions who was admitted; while it is empty nobody is
     * @param visitors which people have signed in
     */
    public Door(DoorRules rules, Supplier<Optional<Admissions>> admissions, Visitors visitors) {
        this.rules = rules;
        this.admissions = admissions;
        this.visitors = visitors;
    }

    /** A key lost its access: whatever it has open is closed, event streams too. */
    public void lost(Fingerprint key) {
        keys.close(key);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Area area = Area.of(Request.getPathInContext(request));
        Optional<Refusal> refusal = refusal(request, area);
        if (refusal.isEmpty()) {
            return super.handle(request, response, callback);
        }
        if (refusal.get().status() == HttpStatus.UNAUTHORIZED_401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Lockstep");
        }
        ProblemAnswer.write(refusal.get().status(), refusal.get().problem(), response, callback);
        return true;
    }

    private Optional<Refusal> refusal(Request request, Area area) {
        if (!request.isSecure() && !rules.allowsPlain(area, isLoopback(request))) {
            return Optional.of(new Refusal(
                    HttpStatus.FORBIDDEN_403,
                    Problem.of(ProblemCode.TLS_REQUIRED, Map.of("address", ProblemAnswer.addressOf(request)))));
        }
        if (!rules.needsAdmission() && area != Area.ADMINISTRATION) {
            return Optional.empty();
        }
        Optional<Fingerprint> key = keys.of(request);
        Optional<Applicant> applicant = key.flatMap(proved -> admissions.get().flatMap(list -> list.find(proved)));
        Caller caller = applicant
                .filter(found -> found.standing() == Standing.ADMITTED)
                .<Caller>map(found -> new Caller.Computer(found.id(), found.name(), found.key()))
                .or(() -> visitors.of(request).map(person -> person))
                .orElseGet(() -> new Caller.Anonymous(key));
        request.setAttribute(Caller.ATTRIBUTE, caller);
        return switch (area) {
            case OPEN -> Optional.empty();
            case SIGNED -> mayRead(request, caller) ? Optional.empty() : Optional.of(stranger(request, applicant));
            case COMPUTERS ->
                caller instanceof Caller.Computer ? Optional.empty() : Optional.of(stranger(request, applicant));
            case PEOPLE, ADMINISTRATION -> forPeople(request, caller);
        };
    }

    /** Plain text was already allowed by its own rule; there is no key in it. */
    private boolean mayRead(Request request, Caller caller) {
        return !(caller instanceof Caller.Anonymous) || rules.targetsForAll() || !request.isSecure();
    }

    private Optional<Refusal> forPeople(Request request, Caller caller) {
        if (!(caller instanceof Caller.Person person)) {
            return Optional.of(
                    new Refusal(HttpStatus.UNAUTHORIZED_401, Problem.of(ProblemCode.SIGN_IN_NEEDED, Map.of())));
        }
        boolean changes = !HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod());
        if (changes && visitors.isForged(request)) {
            return Optional.of(new Refusal(
                    HttpStatus.FORBIDDEN_403,
                    Problem.of(
                            ProblemCode.BAD_REQUEST,
                            Map.of("reason", "the header Lockstep-Csrf is missing or wrong"))));
        }
        Right needed = NeededRight.of(Request.getPathInContext(request), changes);
        return person.rights().contains(needed)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        HttpStatus.FORBIDDEN_403,
                        Problem.of(ProblemCode.RIGHT_MISSING, Map.of("user", person.name(), "right", needed.word()))));
    }

    private static Refusal stranger(Request request, Optional<Applicant> applicant) {
        String address = ProblemAnswer.addressOf(request);
        if (applicant.isEmpty()) {
            return new Refusal(
                    HttpStatus.UNAUTHORIZED_401, Problem.of(ProblemCode.COMPUTER_UNKNOWN, Map.of("address", address)));
        }
        ProblemCode code = applicant.get().standing() == Standing.WAITING
                ? ProblemCode.COMPUTER_WAITING
                : ProblemCode.COMPUTER_REVOKED;
        return new Refusal(
                HttpStatus.FORBIDDEN_403,
                Problem.of(
                        code,
                        Map.of(
                                "address", address,
                                "name", applicant.get().name(),
                                "key", applicant.get().key().toString())));
    }

    private static boolean isLoopback(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress();
    }

    private record Refusal(int status, Problem problem) {}
}
