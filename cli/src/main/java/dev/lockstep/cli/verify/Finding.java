package dev.lockstep.cli.verify;

/**
 * Something that a check found.
 *
 * @param error whether clients will refuse something because of it; otherwise it is only worth knowing
 * @param code stable, for scripts
 * @param where the file or target
 * @param text what is wrong, for people
 */
public record Finding(boolean error, String code, String where, String text) {
    static Finding error(String code, String where, String text) {
        return new Finding(true, code, where, text);
    }

    static Finding notice(String code, String where, String text) {
        return new Finding(false, code, where, text);
    }
}
