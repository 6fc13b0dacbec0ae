package dev.lockstep.distribution.internal.people;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.URIParameter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.naming.CommunicationException;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People whom JAAS knows: those of Karaf's console, or those of a file of JAAS, in which an administrator names a directory (LDAP). The
 * file is read anew for each that signs in.
 */
final class JaasRealm implements Realm {
    private static final Logger LOG = LoggerFactory.getLogger(JaasRealm.class);

    /** Karaf's own class, known by name: the realm is Karaf's, this bundle works without it. */
    private static final String ROLE = "RolePrincipal";

    private static final Pattern UNREACHED =
            Pattern.compile("can('|no)t connect|unable to connect|CommunicationException", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final Optional<Path> file;
    private final Supplier<ClassLoader> modules;

    /**
     * A realm.
     *
     * @param file describes it; empty for one that Karaf knows
     * @param modules where the classes are that the file names
     */
    JaasRealm(String name, Optional<Path> file, Supplier<ClassLoader> modules) {
        this.name = name;
        this.file = file;
        this.modules = modules;
    }

    @Override
    public Optional<Set<String>> roles(String user, char[] password) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // JAAS looks for the realm's modules through it; Karaf's stand on the class path.
        thread.setContextClassLoader(file.isPresent() ? modules.get() : ClassLoader.getSystemClassLoader());
        try {
            LoginContext login = context(asked -> answer(asked, user, password));
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
            if (isOfTheDirectory(e)) {
                throw new ProblemException(
                        Problem.of(ProblemCode.DIRECTORY_UNAVAILABLE, Map.of("reason", Sentence.said(e))), e);
            }
            return Optional.empty();
        } catch (NoSuchAlgorithmException | IllegalArgumentException | SecurityException e) {
            LOG.error(
                    "Nobody can sign in: the file of JAAS {} cannot be used",
                    file.map(Path::toString).orElse(""),
                    e);
            return Optional.empty();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The modules of Karaf and of Java tell it by their words only. */
    private static boolean isOfTheDirectory(LoginException failure) {
        String words = String.valueOf(failure.getMessage());
        return UNREACHED.matcher(words).find() || failure.getCause() instanceof CommunicationException;
    }

    private LoginContext context(CallbackHandler handler) throws LoginException, NoSuchAlgorithmException {
        return file.isEmpty()
                ? new LoginContext(name, new Subject(), handler)
                : new LoginContext(
                        name,
                        new Subject(),
                        handler,
                        Configuration.getInstance(
                                "JavaLoginConfig", new URIParameter(file.get().toUri())));
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
