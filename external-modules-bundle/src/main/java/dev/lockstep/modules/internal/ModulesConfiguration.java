package dev.lockstep.modules.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/dev.lockstep.modules.cfg}; its numbers are read by {@link dev.lockstep.core.files.EtcFile}. */
@ObjectClassDefinition(
        name = "Lockstep external modules",
        description = "How long a module may take to work, and when it is given up.")
@interface ModulesConfiguration {
    /** Seconds. */
    @AttributeDefinition(
            name = "Ready within",
            type = AttributeType.INTEGER,
            description = "Seconds until a changed module has to work: its bundles active, its services there, its"
                    + " components satisfied. Else the change is taken back.")
    String ready_within() default "30";

    /** Milliseconds. */
    @AttributeDefinition(
            name = "Settle time",
            type = AttributeType.INTEGER,
            description = "Milliseconds that everything has to go on working before a change counts as done.")
    String settle() default "250";

    /** How often. */
    @AttributeDefinition(
            name = "Failures before it is held off",
            type = AttributeType.INTEGER,
            description = "After so many failures a version of a module is not tried again by itself.")
    String failures() default "3";
}
