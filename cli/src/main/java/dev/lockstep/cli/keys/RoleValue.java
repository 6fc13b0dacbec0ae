package dev.lockstep.cli.keys;

import dev.lockstep.core.tuf.model.Root;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A value for one of the four roles, written {@code root=...}.
 *
 * @param role the role
 * @param value what is said
 */
public record RoleValue(String role, String value) {
    /** Reads the name of a role alone. */
    public static final class Role implements ITypeConverter<String> {
        @Override
        public String convert(String role) {
            if (!Root.TOP_LEVEL_ROLES.contains(role)) {
                throw new TypeConversionException(
                        "There is no role " + role + "; there are " + String.join(", ", Root.TOP_LEVEL_ROLES) + ".");
            }
            return role;
        }
    }

    /** Reads it from the command line. */
    public static final class Converter implements ITypeConverter<RoleValue> {
        @Override
        public RoleValue convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new TypeConversionException("\"" + text + "\" is not like root=...");
            }
            return new RoleValue(new Role().convert(text.substring(0, equals)), text.substring(equals + 1));
        }
    }
}
