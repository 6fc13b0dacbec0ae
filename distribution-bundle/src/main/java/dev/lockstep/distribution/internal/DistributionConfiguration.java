package dev.lockstep.distribution.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What {@code etc/dev.lockstep.distribution.cfg} says. */
@ObjectClassDefinition(
        name = "Lockstep distribution folder",
        description = "What this computer keeps to distribute to others.")
@interface DistributionConfiguration {
    @AttributeDefinition(
            description =
                    "How many of the newest releases stay in the distribution folder; the assigned one always does."
                            + " 0: all of them.",
            min = "0")
    int keep_releases() default 3;

    @AttributeDefinition(description = "How many files are downloaded at a time.", min = "1", max = "16")
    int parallel_downloads() default 4;
}
