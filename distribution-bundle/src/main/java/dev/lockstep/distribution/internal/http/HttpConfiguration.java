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

    @AttributeDefinition(description = "A PKCS #12 or JKS file with the key for TLS. Empty: plain HTTP.")
    String keystore() default "";

    @AttributeDefinition(description = "The password of the keystore.", type = AttributeType.PASSWORD)
    String keystore_password() default "";

    @AttributeDefinition(description = "After how many silent seconds a connection is closed.", min = "1")
    int idle_seconds() default 60;

    @AttributeDefinition(description = "How many connections there may be at a time.", min = "1")
    int connections() default 12000;

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
