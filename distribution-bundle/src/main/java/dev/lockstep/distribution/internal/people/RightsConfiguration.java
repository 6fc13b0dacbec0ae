package dev.lockstep.distribution.internal.people;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What {@code etc/dev.lockstep.rights.cfg} says: which roles have which right on the page and over HTTP. */
@ObjectClassDefinition(
        name = "Lockstep rights",
        description = "Which roles may do what on the page and over HTTP. The console has its own lists.")
@interface RightsConfiguration {
    @AttributeDefinition(description = "The JAAS realm that knows the people.")
    String realm() default "karaf";

    @AttributeDefinition(
            description =
                    "A file of JAAS that describes the realm, such as one of an LDAP directory; relative to the installation. Empty:"
                            + " the realm is one of Karaf's.")
    String realm_file() default "";

    @AttributeDefinition(description = "Who may see status, computers, settings and history.")
    String[] view() default {"viewer", "manager", "admin"};

    @AttributeDefinition(description = "Who may vouch for modules and computers.")
    String[] approve() default {"admin"};

    @AttributeDefinition(description = "Who may check, install, go back, and fill the distribution folder.")
    String[] install_updates() default {"admin"};

    @AttributeDefinition(description = "Who may install, update and remove modules.")
    String[] edit_modules() default {"admin"};

    @AttributeDefinition(description = "Who may change settings.")
    String[] change_settings() default {"admin"};
}
