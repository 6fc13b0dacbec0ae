package dev.lockstep.fleet.internal.computers;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/dev.lockstep.fleet.cfg}; its numbers are read by {@link dev.lockstep.core.files.EtcFile}. */
@ObjectClassDefinition(
        name = "Lockstep fleet",
        description = "How long computers may run different versions, and which computers count.")
public @interface SiteVersionsConfiguration {
    /** Seconds. */
    @AttributeDefinition(
            name = "Mixed limit",
            type = AttributeType.INTEGER,
            description =
                    "Seconds that connected computers may run different versions. After that the state is overdue, and"
                            + " the computers that lag are named with their reasons.")
    String mixed_limit() default "600";

    /** Seconds. */
    @AttributeDefinition(
            name = "Silent after",
            type = AttributeType.INTEGER,
            description = "Seconds without a report after which a computer counts as not connected. Longer than the"
                    + " interval at which the clients check.")
    String silent_after() default "1200";

    /** Days; empty for as long as the vendor signed. */
    @AttributeDefinition(
            name = "Vendor refused after",
            description = "Days for which the computers of this site still install what was assigned to them when the"
                    + " vendor's timestamp or snapshot has expired. Empty for as long as the vendor signed.")
    String vendor_refused_after() default "";
}
