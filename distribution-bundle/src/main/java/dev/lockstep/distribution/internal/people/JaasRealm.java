package dev.lockstep.distribution.internal.people;

import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The people of Karaf's console: a realm of JAAS, which may be a file or a directory (LDAP). */
final class JaasRealm implements Realm {
    private static final Logger LOG = LoggerFactory.getLogger(JaasRealm.class);

    /** Karaf's own class, known by name: the realm is Karaf's, this bundle works without it. */
    private static final String ROLE = "RolePrincipal";

    private final String name;

    JaasRealm(String name) {
        this.name = name;
    }

    @Override
    public Optional<Set<String>> roles(String user, char[] password) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // JAAS looks for the realm's modules through it; Karaf's stand on the class path.
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            LoginContext login = new LoginContext(name, new Subject(), asked -> answer(asked, user, password));
            login.login();
            Set<String> roles = login.getSubject().getPrincipals().stream()
                    .filter(principal -> principal.getClass().getSimpleName().equals(ROLE))
                    .map(Principal::getName)
                    .collect(Collectors.toSet());
            login.logout();
            return Optional.of(roles);
        } catch (LoginException e) {
            // The message never holds the password; modules say "login failed" or why the directory cannot be asked.
            LOG.debug("A login of {} failed", user, e);
            return Optional.empty();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void answer(Callback[] asked, String user, char[] password) throws UnsupportedCallbackException {
        for (Callback callback : asked) {
            if (callback instanceof NameCallback name) {
                name.setName(user);
            } else if (callback instanceof PasswordCallback secret) {
                secret.setPassword(password);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }
}
