package org.apache.karaf.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import javax.security.sasl.AuthorizeCallback;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("LS-170 JMX lets in administrators, and nobody else with whatever role")
class JaasAuthenticatorTest {
    private final JaasAuthenticator authenticator = new JaasAuthenticator();

    @BeforeEach
    void knowPeople() {
        Configuration.setConfiguration(new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String realm) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(People.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
                };
            }
        });
    }

    @AfterEach
    void forgetThem() {
        Configuration.setConfiguration(null);
    }

    @Test
    void anAdministratorGetsIn() throws Exception {
        Subject subject = authenticator.authenticate(new String[] {"viewer,admin", "right"});
        assertThat(subject.getPrincipals(RolePrincipal.class))
                .extracting(RolePrincipal::getName)
                .contains("admin");
        AuthorizeCallback answer = new AuthorizeCallback("x", "x");
        authenticator.handle(callbacks("admin", "right", answer));
        assertThat(answer.isAuthorized()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"viewer", "manager", "manager,viewer,ssh,systembundles", "administrator", "ADMIN", "admin2", ""})
    void nobodyElseDoes(String roles) {
        assertThatThrownBy(() -> authenticator.authenticate(new String[] {roles, "right"}))
                .isInstanceOf(SecurityException.class);
        AuthorizeCallback answer = new AuthorizeCallback("x", "x");
        assertThatThrownBy(() -> authenticator.handle(callbacks(roles, "right", answer)))
                .isInstanceOf(SecurityException.class);
        assertThat(answer.isAuthorized()).isFalse();
    }

    @Test
    void norDoesWhoHasNoPassword() {
        for (Object credentials : new Object[] {
            null,
            "admin",
            new String[] {"admin"},
            new String[] {"admin", "wrong"},
            new String[] {"admin", null},
            new Object[2]
        }) {
            assertThatThrownBy(() -> authenticator.authenticate(credentials)).isInstanceOf(SecurityException.class);
        }
    }

    private static Callback[] callbacks(String name, String password, AuthorizeCallback answer) {
        NameCallback asked = new NameCallback("name");
        asked.setName(name);
        PasswordCallback secret = new PasswordCallback("password", false);
        secret.setPassword(password.toCharArray());
        return new Callback[] {asked, secret, answer};
    }

    /** Everybody's roles are his name; Java makes it by reflection. */
    public static final class People implements LoginModule {
        private Subject subject;
        private CallbackHandler handler;

        @Override
        public void initialize(
                Subject person, CallbackHandler asked, Map<String, ?> sharedState, Map<String, ?> options) {
            subject = person;
            handler = asked;
        }

        @Override
        public boolean login() throws LoginException {
            NameCallback name = new NameCallback("name");
            PasswordCallback password = new PasswordCallback("password", false);
            try {
                handler.handle(new Callback[] {name, password});
            } catch (Exception e) {
                throw new LoginException(e.toString());
            }
            if (!Arrays.equals(password.getPassword(), "right".toCharArray())) {
                throw new FailedLoginException();
            }
            Arrays.stream(name.getName().split(","))
                    .filter(role -> !role.isEmpty())
                    .forEach(role -> subject.getPrincipals().add(new RolePrincipal(role)));
            return true;
        }

        @Override
        public boolean commit() {
            return true;
        }

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public boolean logout() {
            return true;
        }
    }
}
