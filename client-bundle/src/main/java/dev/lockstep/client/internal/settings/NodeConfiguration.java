package dev.lockstep.client.internal.settings;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** {@code etc/dev.lockstep.node.cfg}, as tools show it. */
@ObjectClassDefinition(
        name = "Lockstep node",
        description = "Where this computer takes its updates from, and whether it hands them on")
@interface NodeConfiguration {
    @AttributeDefinition(description = "What people call this computer; empty for its network name")
    String name() default "";

    @AttributeDefinition(
            description = "Where updates come from",
            options = {
                @Option(value = "vendor", label = "the vendor's update servers"),
                @Option(value = "computer", label = "another computer"),
                @Option(value = "folder", label = "a folder or medium")
            })
    String source() default "vendor";

    @AttributeDefinition(description = "The vendor's update servers, separated by commas, tried in order")
    String vendor_urls() default "";

    @AttributeDefinition(
            description = "The proxy towards the vendor, as http://user:password@host:port; empty for none")
    String vendor_proxy() default "";

    @AttributeDefinition(description = "The other computer: a name, an IPv4 or an IPv6 address")
    String server_address() default "";

    @AttributeDefinition(description = "Its port; empty for 10000")
    String server_port() default "";

    @AttributeDefinition(description = "The folder or medium")
    String folder() default "";

    @AttributeDefinition(
            description = "Where the other computer's address comes from if server.address is empty",
            options = {
                @Option(value = "settings", label = "only from here"),
                @Option(value = "login-window", label = "from the login window"),
                @Option(value = "poll-host", label = "from section PollHost of the poll service's configuration file")
            })
    String address_from() default "settings";

    @AttributeDefinition(description = "Distribute updates on this computer")
    boolean distribute() default false;

    @AttributeDefinition(description = "Receive external modules")
    boolean receive_modules() default false;

    @AttributeDefinition(description = "The channel whose releases are taken from the vendor")
    String channel() default "stable";

    @AttributeDefinition(description = "The components of this computer, separated by commas")
    String components() default "";

    @AttributeDefinition(description = "Install what should be installed without anybody asking")
    boolean automatic() default true;

    @AttributeDefinition(description = "Limit for downloads, in bytes per second; 0 for none")
    long bytes_per_second() default 0;

    @AttributeDefinition(description = "Seconds between two checks")
    long check_interval() default 900;

    @AttributeDefinition(
            description = "What to do when this computer's version is newer than its server's",
            options = {
                @Option(value = "downgrade", label = "follow the server"),
                @Option(value = "wait", label = "wait until the server has caught up")
            })
    String newer_than_server() default "downgrade";

    @AttributeDefinition(description = "Listen to the server's events, so that changes arrive at once")
    boolean listen() default true;

    @AttributeDefinition(description = "Fill an empty distribution folder at the start without anybody asking")
    boolean fill_at_start() default false;

    @AttributeDefinition(
            description =
                    "Seconds that a new version of the node has to come up before the previous one runs again; 1 to 3600")
    long confirm_within() default 180;

    @AttributeDefinition(
            description = "Seconds that the update source may be silent before it counts as not answering; 1 to 600")
    long answer_within() default 30;

    @AttributeDefinition(description = "Talk to the server without TLS, where it allows that")
    boolean server_plain() default false;

    @AttributeDefinition(description = "Trust a server that nothing is known of from its first answer on")
    boolean server_first_use() default true;
}
