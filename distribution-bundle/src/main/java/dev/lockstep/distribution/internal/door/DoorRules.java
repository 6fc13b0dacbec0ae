package dev.lockstep.distribution.internal.door;

import dev.lockstep.core.access.Access;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Who is answered.
 *
 * @param plain who is answered without TLS
 * @param admission how computers are admitted
 * @param targetsForAll whether everybody may read what is signed, admitted or not
 */
public record DoorRules(Set<Plain> plain, Admission admission, boolean targetsForAll) {
    public DoorRules {
        plain = Set.copyOf(plain);
        Objects.requireNonNull(admission, "admission");
    }

    /**
     * What an administrator set.
     *
     * @param plain the words of the key {@code plain}
     * @param admission the word of the key {@code admission}
     * @throws IllegalArgumentException that names the key whose value cannot be used
     */
    public static DoorRules parse(List<String> plain, String admission, boolean targetsForAll) {
        Set<Plain> allowed = EnumSet.noneOf(Plain.class);
        plain.forEach(word -> allowed.add(choice("plain", word, Plain.values())));
        return new DoorRules(allowed, choice("admission", admission, Admission.values()), targetsForAll);
    }

    private static <E extends Enum<E>> E choice(String key, String word, E[] values) {
        String wanted = word.strip().toUpperCase(Locale.ROOT);
        for (E value : values) {
            if (value.name().equals(wanted)) {
                return value;
            }
        }
        throw new IllegalArgumentException(key + ": \"" + word.strip() + "\" is not usable, expected is one of "
                + Arrays.toString(values).toLowerCase(Locale.ROOT));
    }

    boolean allowsPlain(Access access, boolean loopback) {
        return plain.contains(Plain.EVERYTHING)
                || (plain.contains(Plain.LOOPBACK) && loopback)
                || (plain.contains(Plain.TARGETS) && access instanceof Access.Signed);
    }

    boolean needsAdmission() {
        return admission != Admission.OFF;
    }

    /** Who is answered without TLS. */
    public enum Plain {
        /** Programs of this computer. */
        LOOPBACK,
        /** Everybody who asks for what is signed. */
        TARGETS,
        /** Everybody. */
        EVERYTHING
    }

    /** How computers are admitted. */
    public enum Admission {
        /** By a join token, or by an administrator while they wait. */
        WAITING,
        /** Everyone who asks, with a key of its own that can be revoked. */
        AUTOMATIC,
        /** Nobody needs to be admitted, and nobody is known. */
        OFF
    }
}
