package dev.lockstep.distribution.internal.http;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What {@code etc/dev.lockstep.http.cfg} says. */
@ObjectClassDefinition(
        name = "Lockstep HTTP service",
        description =
                "The one port on which a computer distributes updates and talks to others and to its own applications.")
@interface HttpConfiguration {
    @AttributeDefinition(
            description =
                    "Name or address of the interface to listen on. Empty: all interfaces while \"Distribute updates on"
                            + " this computer\" is on, and only this computer's own (loopback) while it is off.")
    String host() default "";

    @AttributeDefinition(description = "The port.", min = "0", max = "65535")
    int port() default 10000;

    @AttributeDefinition(
            description =
                    "A PKCS #12, JKS or PEM file with this computer's key and certificates for TLS. Empty: the site makes an"
                            + " authority of its own.")
    String keystore() default "";

    @AttributeDefinition(description = "The password of the keystore.", type = AttributeType.PASSWORD)
    String keystore_password() default "";

    @AttributeDefinition(
            description =
                    "More names and addresses by which this computer is reached, for the certificate it makes itself.")
    String[] tls_names() default {};

    @AttributeDefinition(
            description =
                    "Who is answered without TLS: loopback (this computer's own programs, everywhere), targets (everybody,"
                            + " what is signed: /metadata, /targets, /modules), everything. Empty: nobody.")
    String[] plain() default {"loopback"};

    @AttributeDefinition(
            description =
                    "How computers are admitted: waiting (by a join token, or by an administrator while they wait), automatic"
                            + " (everyone who asks, with a key of its own that can be revoked), off (nobody needs to be).")
    String admission() default "waiting";

    @AttributeDefinition(description = "Whether everybody may read what is signed (/metadata, /targets, /modules).")
    boolean targets_for_all() default false;

    @AttributeDefinition(description = "After how many silent seconds a connection is closed.", min = "1")
    int idle_seconds() default 60;

    @AttributeDefinition(description = "How many connections there may be at a time.", min = "1")
    int connections() default 12000;

    @AttributeDefinition(
            description = "How many connections one other computer may have at a time. 0: no limit.",
            min = "0")
    int address_connections() default 2000;

    @AttributeDefinition(
            description = "How many connections one other computer may open in a second. 0: no limit.",
            min = "0")
    int address_connections_per_second() default 500;

    @AttributeDefinition(
            description =
                    "After how many seconds a connection is closed that has not brought a request, its TLS handshake included.",
            min = "1")
    int first_request_seconds() default 30;

    @AttributeDefinition(description = "How many bytes the header of a request may have.", min = "1024")
    int header_bytes() default 8192;

    @AttributeDefinition(description = "How many bytes the body of a request may have.", min = "0")
    long body_bytes() default 8L << 20;

    @AttributeDefinition(
            description = "How many requests one address may make in a second before it is told to wait. 0: no limit.",
            min = "0")
    int requests_per_second() default 20000;

    @AttributeDefinition(description = "How many threads answer requests.", min = "4")
    int threads() default 16;
}
