package dev.lockstep.core.problem;

/**
 * The stable codes of problems that a person can act on.
 *
 * <p>The {@link #code()} goes over the wire, into logs and into scripts, and is never changed or reused; the texts stand in
 * {@code problems_*.properties} of this package, one for each language, under the same code.
 */
public enum ProblemCode {
    /** The audit log of a computer has fewer entries than it had, or others. */
    AUDIT_SHORTENED("LS-AUDIT-SHORTENED"),
    /** A port that is no number from 1 to 65535. */
    BAD_PORT("LS-BAD-PORT"),
    /** An address that is neither a DNS name, nor IPv4, nor IPv6. */
    BAD_ADDRESS("LS-BAD-ADDRESS"),
    /** A URL of a vendor's server that is none. */
    BAD_URL("LS-BAD-URL"),
    /** No source is set. */
    SOURCE_MISSING("LS-SOURCE-MISSING"),
    /** The source's name does not resolve. */
    SOURCE_UNRESOLVED("LS-SOURCE-UNRESOLVED"),
    /** No route to the source, or the connection broke. */
    SOURCE_UNREACHABLE("LS-SOURCE-UNREACHABLE"),
    /** The source's computer answers, and nothing listens on the port. */
    SOURCE_REFUSED("LS-SOURCE-REFUSED"),
    /** The source did not answer in time. */
    SOURCE_TIMEOUT("LS-SOURCE-TIMEOUT"),
    /** The TLS handshake with the source failed. */
    SOURCE_TLS("LS-SOURCE-TLS"),
    /** The host answers, and is no Lockstep server and no vendor repository. */
    SOURCE_FOREIGN("LS-SOURCE-FOREIGN"),
    /** The source answered with an error of its own. */
    SOURCE_ERROR("LS-SOURCE-ERROR"),
    /** The source is this computer itself. */
    SOURCE_SELF("LS-SOURCE-SELF"),
    /** The source takes its updates, directly or not, from this computer. */
    SOURCE_LOOP("LS-SOURCE-LOOP"),
    /** The proxy towards the source could not be reached. */
    PROXY_UNREACHABLE("LS-PROXY-UNREACHABLE"),
    /** The proxy wants another user name or password. */
    PROXY_AUTHENTICATION("LS-PROXY-AUTHENTICATION"),
    /** "Distribute updates on this computer" is off at the computer that was asked. */
    DISTRIBUTION_OFF("LS-DISTRIBUTION-OFF"),
    /** "Distribute updates on this computer" is off here, where somebody wants to distribute. */
    DISTRIBUTION_SWITCHED_OFF("LS-DISTRIBUTION-SWITCHED-OFF"),
    /** The distribution folder holds nothing to distribute, as after a reinstallation. */
    DISTRIBUTION_EMPTY("LS-DISTRIBUTION-EMPTY"),
    /** The distribution folder of this computer does not hold what it should distribute, as after a reinstallation. */
    DISTRIBUTION_UNFILLED("LS-DISTRIBUTION-UNFILLED"),
    /** Files of the distribution folder are missing or altered. */
    DISTRIBUTION_DAMAGED("LS-DISTRIBUTION-DAMAGED"),
    /** Metadata was not signed as it must be, or is older than what was seen already. */
    UNTRUSTED("LS-UNTRUSTED"),
    /** A server is of another site than the one that this computer trusts. */
    SITE_CHANGED("LS-SITE-CHANGED"),
    /** What the site says has expired: its server has not signed it again, or something old is offered. */
    SITE_STALE("LS-SITE-STALE"),
    /** The vendor's timestamp or snapshot has expired: nothing new can be decided. */
    VENDOR_STALE("LS-VENDOR-STALE"),
    /** The signed limit is over: nothing is installed any more. */
    VENDOR_EXPIRED("LS-VENDOR-EXPIRED"),
    /** The signed limit will be over soon. */
    VENDOR_ENDING("LS-VENDOR-ENDING"),
    /** The clock of this computer and that of its site differ by more than a few minutes. */
    CLOCK_WRONG("LS-CLOCK-WRONG"),
    /** Something that cannot be assigned, or not to those who were named. */
    ASSIGNMENT_REFUSED("LS-ASSIGNMENT-REFUSED"),
    /** None of the computers below, or more than one, goes by this name. */
    COMPUTER_UNKNOWN_HERE("LS-COMPUTER-UNKNOWN-HERE"),
    /** A computer below has not been heard of for long. */
    COMPUTER_SILENT("LS-COMPUTER-SILENT"),
    /** A computer below has not said anything of what is assigned to it now. */
    COMPUTER_UNHEARD("LS-COMPUTER-UNHEARD"),
    /** A relay that has not met its site cannot tell others whom to follow. */
    SITE_UNKNOWN("LS-SITE-UNKNOWN"),
    /** A relay does not hold the release yet that its site assigns to this computer. */
    RELAY_BEHIND("LS-RELAY-BEHIND"),
    /** Computers below this relay wait for a release that it does not hold yet. */
    RELAY_WAITING("LS-RELAY-WAITING"),
    /** The site's own keys or metadata on its server cannot be used. */
    SITE_DAMAGED("LS-SITE-DAMAGED"),
    /** Something that only the main server of a site can do. */
    SITE_NOT_HERE("LS-SITE-NOT-HERE"),
    /** A file is no backup of a site, or the passphrase does not open it. */
    SITE_BACKUP_UNUSABLE("LS-SITE-BACKUP-UNUSABLE"),
    /** The root key of the site is needed, but was exported. */
    ROOT_KEY_MISSING("LS-ROOT-KEY-MISSING"),
    /** Nobody of this name may approve anything at the site. */
    APPROVER_UNKNOWN("LS-APPROVER-UNKNOWN"),
    /** A private key cannot be read, or its passphrase is wrong. */
    KEY_UNUSABLE("LS-KEY-UNUSABLE"),
    /** A payload is not what its signed description says. */
    PAYLOAD_ALTERED("LS-PAYLOAD-ALTERED"),
    /** A payload of this computer's own store is not what it was when it was verified. */
    STORE_DAMAGED("LS-STORE-DAMAGED"),
    /** A payload ends before its signed length. */
    PAYLOAD_TRUNCATED("LS-PAYLOAD-TRUNCATED"),
    /** A payload or metadata file is longer than it may be. */
    PAYLOAD_OVERSIZED("LS-PAYLOAD-OVERSIZED"),
    /** The source does not have a payload that its metadata names. */
    PAYLOAD_MISSING("LS-PAYLOAD-MISSING"),
    /** A file or folder is no offline bundle, or one of a later Lockstep. */
    BUNDLE_UNREADABLE("LS-BUNDLE-UNREADABLE"),
    /** An offline bundle is not as it was made. */
    BUNDLE_ALTERED("LS-BUNDLE-ALTERED"),
    /** Something of an offline bundle is missing, or it builds on files that are not here. */
    BUNDLE_PARTIAL("LS-BUNDLE-PARTIAL"),
    /** The time in which an offline bundle may be imported is over. */
    BUNDLE_STALE("LS-BUNDLE-STALE"),
    /** An offline bundle is of another vendor. */
    BUNDLE_FOREIGN("LS-BUNDLE-FOREIGN"),
    /** An offline bundle is older than what this computer knows already. */
    BUNDLE_OLDER("LS-BUNDLE-OLDER"),
    /** This computer is updated by offline bundles, and none of them has brought what is asked for. */
    NOT_IMPORTED("LS-NOT-IMPORTED"),
    /** There is no such release, or no such component in it. */
    RELEASE_UNKNOWN("LS-RELEASE-UNKNOWN"),
    /** The release holds nothing for this operating system and processor. */
    PLATFORM_UNSUPPORTED("LS-PLATFORM-UNSUPPORTED"),
    /** The disk has too little room. */
    DISK_FULL("LS-DISK-FULL"),
    /** The store's quota is used up. */
    QUOTA_EXCEEDED("LS-QUOTA-EXCEEDED"),
    /** This computer's own disk refused something while a source was asked. */
    LOCAL_FAILED("LS-LOCAL-FAILED"),
    /** This process has used up something that its operating system gives it. */
    EXHAUSTED("LS-EXHAUSTED"),
    /** Work was broken off because the node, or whoever asked for it, stops. */
    INTERRUPTED("LS-INTERRUPTED"),
    /** A person broke the work off. */
    CANCELLED("LS-CANCELLED"),
    /** Work cannot be broken off any more. */
    CANCEL_TOO_LATE("LS-CANCEL-TOO-LATE"),
    /** All releases of a channel are withdrawn. */
    ALL_WITHDRAWN("LS-ALL-WITHDRAWN"),
    /** A folder cannot be written to. */
    NOT_WRITABLE("LS-NOT-WRITABLE"),
    /** A file cannot be read. */
    NOT_READABLE("LS-NOT-READABLE"),
    /** A file in which this computer remembers something is damaged, and it cannot do without it. */
    STATE_DAMAGED("LS-STATE-DAMAGED"),
    /** A file that people write is not text in UTF-8, nor in another encoding that a mark at its beginning names. */
    TEXT_ENCODING("LS-TEXT-ENCODING"),
    /** Text from outside that is not in UTF-8, although this process reads UTF-8. */
    TEXT_UNREADABLE("LS-TEXT-UNREADABLE"),
    /** Text from outside, or the name of a file, that this process cannot hold, because its locale is not one of UTF-8. */
    LOCALE("LS-LOCALE"),
    /** A configuration file is not one: its syntax is wrong, or a value in it is. */
    CONFIGURATION_MALFORMED("LS-CONFIGURATION-MALFORMED"),
    /** A backup or the root key of the site cannot be written where it was asked for. */
    SITE_BACKUP_UNWRITTEN("LS-SITE-BACKUP-UNWRITTEN"),
    /** A component needs a setting that this computer has not. */
    COMPONENT_SETTING_MISSING("LS-COMPONENT-SETTING-MISSING"),
    /** There is no setting of this name. */
    SETTING_UNKNOWN("LS-SETTING-UNKNOWN"),
    /** A setting cannot have this value. */
    SETTING_UNUSABLE("LS-SETTING-UNUSABLE"),
    /** The poll service's configuration file has no usable section PollHost. */
    POLLHOST_MISSING("LS-POLLHOST-MISSING"),
    /** Another check or update is under way. */
    BUSY("LS-BUSY"),
    /** Somebody no longer waits for the end of what he started, which goes on. */
    DETACHED("LS-DETACHED"),
    /** A component did not become healthy in its time. */
    COMPONENT_UNHEALTHY("LS-COMPONENT-UNHEALTHY"),
    /** Computers below do not accept what this server says. */
    CLIENTS_REFUSE("LS-CLIENTS-REFUSE"),
    /** The server holds updates, and has not said yet which one its computers are to run. */
    NOTHING_ASSIGNED("LS-NOTHING-ASSIGNED"),
    /** The directory that knows the users does not answer, or does not let this computer look anybody up. */
    DIRECTORY_UNAVAILABLE("LS-DIRECTORY-UNAVAILABLE"),
    /** The audit log of this computer is not as it was written. */
    AUDIT_ALTERED("LS-AUDIT-ALTERED"),
    /** A new server does not know modules that its computers have, and nobody has said what becomes of them. */
    MODULES_UNDECIDED("LS-MODULES-UNDECIDED"),
    /** A computer has modules that its server never assigned; they stay until somebody there decides. */
    MODULES_UNHEARD("LS-MODULES-UNHEARD"),
    /** A component ended by itself, and waits for its next start. */
    COMPONENT_DOWN("LS-COMPONENT-DOWN"),
    /** A component runs again, and ended by itself a short while ago. */
    COMPONENT_UNSTEADY("LS-COMPONENT-UNSTEADY"),
    /** A component does not run, and nobody here starts it again. */
    COMPONENT_ENDED("LS-COMPONENT-ENDED"),
    /** A component runs, and says that it does not work. */
    COMPONENT_ILL("LS-COMPONENT-ILL"),
    /** A component could not be started. */
    COMPONENT_START_FAILED("LS-COMPONENT-START-FAILED"),
    /** A component did not stop in its time. */
    COMPONENT_STOP_FAILED("LS-COMPONENT-STOP-FAILED"),
    /** The hook that backs up before an install failed; nothing was installed. */
    BACKUP_FAILED("LS-BACKUP-FAILED"),
    /** A release is older than what runs, and the site's approver has not approved the rollback. */
    ROLLBACK_UNAPPROVED("LS-ROLLBACK-UNAPPROVED"),
    /** A version of a module is older than one that ran, and the site's approver has not approved the rollback. */
    MODULE_ROLLBACK_UNAPPROVED("LS-MODULE-ROLLBACK-UNAPPROVED"),
    /** A release is older than the vendor still lets anybody run. */
    RELEASE_BELOW_FLOOR("LS-RELEASE-BELOW-FLOOR"),
    /** A release that the vendor has withdrawn, or the site declined, or one that leads over such a release. */
    RELEASE_WITHDRAWN("LS-RELEASE-WITHDRAWN"),
    FLOOR_MISSING("LS-FLOOR-MISSING"),
    /** A release carries warnings that nobody has confirmed. */
    WARNINGS_UNCONFIRMED("LS-WARNINGS-UNCONFIRMED"),
    /** This version failed here before and is not tried again by itself. */
    VERSION_HELD_OFF("LS-VERSION-HELD-OFF"),
    /** A file is no bundle and no features file, or holds what no module may bring. */
    MODULE_MALFORMED("LS-MODULE-MALFORMED"),
    /** A publisher's module brings a bundle under the name of a module that somebody else signs. */
    MODULE_ENCROACHES("LS-MODULE-ENCROACHES"),
    /** The modules of this computer are decided at the one from which it takes its updates. */
    MODULE_DECIDED_ELSEWHERE("LS-MODULE-DECIDED-ELSEWHERE"),
    /** The vendor offers a module, and the computer from which this one takes its modules does not have it. */
    MODULE_NOT_MIRRORED("LS-MODULE-NOT-MIRRORED"),
    /** A version of a module that the vendor or its publisher has withdrawn, or the site declined. */
    MODULE_WITHDRAWN("LS-MODULE-WITHDRAWN"),
    /** There is no such module in the catalogue. */
    MODULE_UNKNOWN("LS-MODULE-UNKNOWN"),
    /** A module is for another version of the platform. */
    MODULE_INCOMPATIBLE("LS-MODULE-INCOMPATIBLE"),
    /** What a module needs is neither installed nor in the catalogue. */
    MODULE_UNRESOLVED("LS-MODULE-UNRESOLVED"),
    /** A module did not start; what was there before was restored. */
    MODULE_START_FAILED("LS-MODULE-START-FAILED"),
    /** Two files claim to be one version of one module, with other bytes. */
    MODULE_CONFLICT("LS-MODULE-CONFLICT"),
    /** Installing it would refresh bundles of the node itself. */
    MODULE_DISTURBS_NODE("LS-MODULE-DISTURBS-NODE"),
    /** Another installed module needs this one. */
    MODULE_NEEDED("LS-MODULE-NEEDED"),
    /** A module from a file that no administrator has approved. */
    MODULE_UNAPPROVED("LS-MODULE-UNAPPROVED"),
    /** A request that is not understood. */
    BAD_REQUEST("LS-BAD-REQUEST"),
    /** What was to be changed has changed since the person saw it. */
    EDIT_CONFLICT("LS-EDIT-CONFLICT"),
    /** A node is starting, and what was asked for is not there yet. */
    NODE_STARTING("LS-NODE-STARTING"),
    /** A path that nothing answers. */
    NOT_FOUND("LS-NOT-FOUND"),
    /** One address makes too many requests. */
    TOO_MANY_REQUESTS("LS-TOO-MANY-REQUESTS"),
    /** Without TLS this is not answered. */
    TLS_REQUIRED("LS-TLS-REQUIRED"),
    /** A server's certificate is of another authority than the one that is trusted at its address. */
    SERVER_CHANGED("LS-SERVER-CHANGED"),
    /** This computer does not know which server to trust at an address, and does not trust on first use. */
    SERVER_UNKNOWN("LS-SERVER-UNKNOWN"),
    /** A join token that cannot be read. */
    TOKEN_MALFORMED("LS-TOKEN-MALFORMED"),
    /** The secret of a join token is unknown, used up or expired. */
    TOKEN_REFUSED("LS-TOKEN-REFUSED"),
    /** A computer that has not asked yet whether it may take updates here. */
    COMPUTER_UNKNOWN("LS-COMPUTER-UNKNOWN"),
    /** A computer that waits until an administrator admits it. */
    COMPUTER_WAITING("LS-COMPUTER-WAITING"),
    /** A computer whose access an administrator took away. */
    COMPUTER_REVOKED("LS-COMPUTER-REVOKED"),
    /** No computer, or more than one, goes by this name. */
    COMPUTER_UNFOUND("LS-COMPUTER-UNFOUND"),
    /** Only people who signed in may do this. */
    SIGN_IN_NEEDED("LS-SIGN-IN-NEEDED"),
    /** User name or password are wrong. */
    SIGN_IN_REFUSED("LS-SIGN-IN-REFUSED"),
    /** Too many wrong passwords came; the next is not looked at before some time has passed. */
    SIGN_IN_THROTTLED("LS-SIGN-IN-THROTTLED"),
    /** The person who signed in may not do this. */
    RIGHT_MISSING("LS-RIGHT-MISSING"),
    /** This computer's own port could not be opened. */
    PORT_UNAVAILABLE("LS-PORT-UNAVAILABLE"),
    /** An unexpected error; the log has the details. */
    INTERNAL("LS-INTERNAL");

    private final String code;

    ProblemCode(String code) {
        this.code = code;
    }

    /** The code as it is written, for example {@code LS-DISTRIBUTION-EMPTY}. */
    public String code() {
        return code;
    }

    /** Whether it only says that work was broken off, and nothing of this computer or its source. */
    public boolean isBrokenOff() {
        return this == CANCELLED || this == INTERRUPTED;
    }

    /** Whether it says that a source does not answer, and not what is wrong with its answer. */
    public boolean isSilence() {
        return switch (this) {
            case SOURCE_UNREACHABLE,
                    SOURCE_UNRESOLVED,
                    SOURCE_REFUSED,
                    SOURCE_TIMEOUT,
                    SOURCE_TLS,
                    SOURCE_ERROR,
                    PROXY_UNREACHABLE -> true;
            default -> false;
        };
    }
}
