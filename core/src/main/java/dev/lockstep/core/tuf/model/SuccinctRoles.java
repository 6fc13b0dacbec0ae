package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Many bins that share one set of keys, described without listing them (TAP 15): a target belongs to the bin that the first
 * bits of its path's SHA-256 give.
 *
 * @param role who signs every bin
 * @param bitLength how many bits choose the bin, 1 to 32
 * @param namePrefix what a bin's name starts with; after it come {@code -} and the bin's number in hexadecimal
 */
public record SuccinctRoles(Role role, int bitLength, String namePrefix) {
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{1,8}");

    public SuccinctRoles {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(namePrefix, "namePrefix");
        if (bitLength < 1 || bitLength > 32) {
            throw new MetadataFormatException("the bit length of succinct roles is 1 to 32, not " + bitLength);
        }
    }

    /** The one bin that may speak about a target; asking further would be in vain, so it is terminating. */
    public DelegatedRole roleFor(String targetPath) {
        long first32Bits =
                ByteBuffer.wrap(TargetPaths.HashPrefixes.hash(targetPath)).getInt() & 0xffffffffL;
        return bin(first32Bits >>> (32 - bitLength));
    }

    /** Whether a role of this name is one of the bins. */
    public boolean hasBin(String roleName) {
        if (!roleName.startsWith(namePrefix + "-")) {
            return false;
        }
        String number = roleName.substring(namePrefix.length() + 1);
        return number.length() == digits()
                && HEXADECIMAL.matcher(number).matches()
                && Long.parseLong(number, 16) < 1L << bitLength;
    }

    /** The bin of that number. */
    public DelegatedRole bin(long number) {
        if (number < 0 || number >= 1L << bitLength) {
            throw new IllegalArgumentException("there is no bin " + number + " among " + (1L << bitLength));
        }
        return new DelegatedRole(
                namePrefix + "-" + padded(number), role, true, new TargetPaths.HashPrefixes(prefixes(number)));
    }

    /** The hash prefixes of a bin: several where its bits end inside a hexadecimal digit. */
    private List<String> prefixes(long number) {
        int freeBits = digits() * 4 - bitLength;
        List<String> prefixes = new ArrayList<>();
        for (long rest = 0; rest < 1L << freeBits; rest++) {
            prefixes.add(padded((number << freeBits) + rest));
        }
        return prefixes;
    }

    private String padded(long number) {
        String digits = Long.toHexString(number);
        return "0".repeat(digits() - digits.length()) + digits;
    }

    private int digits() {
        return (bitLength + 3) / 4;
    }

    static SuccinctRoles read(JsonMembers members) {
        return new SuccinctRoles(
                Role.read(members), (int) members.number("bit_length", 1, 32), members.text("name_prefix"));
    }

    void write(ObjectNode object) {
        role.write(object);
        object.put("bit_length", bitLength);
        object.put("name_prefix", namePrefix);
    }
}
