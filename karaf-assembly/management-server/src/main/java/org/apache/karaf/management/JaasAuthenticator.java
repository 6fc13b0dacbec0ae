package org.apache.karaf.management;

import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.util.Arrays;
import java.util.Optional;
import javax.management.remote.JMXAuthenticator;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.AuthorizeCallback;
import org.apache.karaf.jaas.boot.principal.ClientPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;

/**
 * Lets administrators in over JMX, and nobody else. Karaf's own class of this name, which this one replaces in its bundle, lets in
 * everybody who has some role, and leaves it to access lists what they may call; these judge attributes and operations of the beans
 * that are there, not that somebody makes a bean of any class.
 */
public class JaasAuthenticator implements JMXAuthenticator, CallbackHandler {
    private static final String ADMINISTRATOR = "admin";

    private String realm = "karaf";

    public String getRealm() {
        return realm;
    }

    public void setRealm(String realm) {
        this.realm = realm;
    }

    @Override
    public Subject authenticate(Object credentials) {
        if (!(credentials instanceof String[] pair) || pair.length != 2 || pair[0] == null || pair[1] == null) {
            throw new SecurityException("a user name and a password are needed");
        }
        return administrator(pair[0], pair[1].toCharArray());
    }

    /** For the other protocol, JMXMP. */
    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        NameCallback name = one(callbacks, NameCallback.class);
        PasswordCallback password = one(callbacks, PasswordCallback.class);
        AuthorizeCallback answer = one(callbacks, AuthorizeCallback.class);
        administrator(name.getName(), password.getPassword());
        answer.setAuthorized(true);
    }

    private static <T extends Callback> T one(Callback[] callbacks, Class<T> type) throws UnsupportedCallbackException {
        Optional<T> found = Arrays.stream(callbacks)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
        return found.orElseThrow(() -> new UnsupportedCallbackException(callbacks.length == 0 ? null : callbacks[0]));
    }

    private Subject administrator(String name, char[] password) {
        Subject subject = new Subject();
        try {
            subject.getPrincipals().add(new ClientPrincipal("jmx", RemoteServer.getClientHost()));
        } catch (ServerNotActiveException e) {
            // JMXMP does not come by way of RMI.
        }
        try {
            new LoginContext(realm, subject, callbacks -> answer(callbacks, name, password)).login();
        } catch (LoginException e) {
            throw new SecurityException("user name or password are wrong");
        }
        if (subject.getPrincipals(RolePrincipal.class).stream()
                .noneMatch(role -> role.getName().equals(ADMINISTRATOR))) {
            throw new SecurityException("JMX is for administrators");
        }
        return subject;
    }

    private static void answer(Callback[] callbacks, String name, char[] password) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback asked) {
                asked.setName(name);
            } else if (callback instanceof PasswordCallback asked) {
                asked.setPassword(password);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }
}
