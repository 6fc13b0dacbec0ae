package dev.lockstep.distribution.internal.access;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.HttpSettings;
import dev.lockstep.core.settings.HttpSettings.Admission;
import dev.lockstep.core.settings.HttpSettings.Plain;
import java.util.Objects;
import java.util.Set;

/**
 * Who is answered.
 *
 * @param plain who is answered without TLS
 * @param admission how computers are admitted
 * @param targetsForAll whether everybody may read what is signed, admitted or not
 */
public record AccessRules(Set<Plain> plain, Admission admission, boolean targetsForAll) {
    public AccessRules {
        plain = Set.copyOf(plain);
        Objects.requireNonNull(admission, "admission");
    }

    /** Those of the settings. */
    public static AccessRules of(EtcValues values) {
        return new AccessRules(
                Set.copyOf(values.get(HttpSettings.PLAIN)),
                values.get(HttpSettings.ADMISSION),
                values.get(HttpSettings.TARGETS_FOR_ALL));
    }

    boolean allowsPlain(Access access, boolean loopback) {
        return plain.contains(Plain.EVERYTHING)
                || (plain.contains(Plain.LOOPBACK) && loopback)
                || (plain.contains(Plain.TARGETS) && access instanceof Access.Signed);
    }

    boolean needsAdmission() {
        return admission != Admission.OFF;
    }
}
