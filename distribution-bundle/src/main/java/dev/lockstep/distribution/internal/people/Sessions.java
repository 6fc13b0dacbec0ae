package dev.lockstep.distribution.internal.people;

import dev.lockstep.core.access.Caller;
import dev.lockstep.distribution.internal.access.SignedInUsers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;

/**
 * The people who signed in. A session is in memory only: a restart signs everybody out. Safe for use by several threads.
 *
 * <p>Its cookie goes over TLS only, to no script, and with no request that another site made; what changes something must carry
 * a second secret besides, which other sites cannot read.
 */
final class Sessions implements SignedInUsers {
    static final String CSRF_HEADER = "Lockstep-Csrf";
    /** With this prefix a browser takes it from this host only, over TLS and for all paths. */
    static final String COOKIE = "__Host-lockstep";

    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final int AT_MOST = 1_000;
    private static final int SECRET_BYTES = 32;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > AT_MOST;
        }
    };

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /** Begins a session. */
    synchronized Opened open(Caller.Person person) {
        String id = secret();
        String csrf = secret();
        Instant now = clock.instant();
        sessions.put(id, new Session(person, csrf, now, now));
        return new Opened(id, csrf);
    }

    /** Ends the session of a request, if it has one. */
    synchronized void close(Request request) {
        sessions.remove(cookie(request));
    }

    /** The second secret of the session of a request. */
    Optional<String> csrf(Request request) {
        return session(request).map(Session::csrf);
    }

    @Override
    public Optional<Caller.Person> of(Request request) {
        return session(request).map(Session::person);
    }

    @Override
    public boolean isForged(Request request) {
        String shown = request.getHeaders().get(CSRF_HEADER);
        Optional<String> expected = csrf(request);
        return shown == null
                || expected.isEmpty()
                || !MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8), expected.get().getBytes(StandardCharsets.UTF_8));
    }

    private synchronized Optional<Session> session(Request request) {
        // A cookie that came in plain text may have been read on the way.
        String id = request.isSecure() ? cookie(request) : "";
        Session found = id.isEmpty() ? null : sessions.get(id);
        if (found == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (now.isAfter(found.used().plus(IDLE)) || now.isAfter(found.since().plus(LONGEST))) {
            sessions.remove(id);
            return Optional.empty();
        }
        sessions.put(id, new Session(found.person(), found.csrf(), found.since(), now));
        return Optional.of(found);
    }

    private static String cookie(Request request) {
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equals(COOKIE)) {
                return cookie.getValue();
            }
        }
        return "";
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The secrets of a session that began. Not a record: they must never come into a log. */
    static final class Opened {
        private final String id;
        private final String csrf;

        private Opened(String id, String csrf) {
            this.id = id;
            this.csrf = csrf;
        }

        String id() {
            return id;
        }

        String csrf() {
            return csrf;
        }
    }

    private record Session(Caller.Person person, String csrf, Instant since, Instant used) {
        @Override
        public String toString() {
            return person.toString();
        }
    }
}
