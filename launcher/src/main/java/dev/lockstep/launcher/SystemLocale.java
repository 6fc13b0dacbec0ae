package dev.lockstep.launcher;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The encoding in which Java exchanges names and arguments with the operating system. In a locale that is not one of UTF-8, names in
 * other alphabets cannot be read and files with such names cannot be made.
 *
 * @param encoding as Java found it
 * @param isWindows Windows translates by itself
 */
record SystemLocale(Charset encoding, boolean isWindows) {
    private static final char REPLACED = '\ufffd';

    static SystemLocale ofThisProcess() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        Charset encoding = Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
        return new SystemLocale(encoding, System.getProperty("os.name", "").startsWith("Windows"));
    }

    private boolean readsEverything() {
        return isWindows || encoding.equals(StandardCharsets.UTF_8);
    }

    /** Refuses a text that is not what stood there. */
    void require(String what, String text) throws LaunchException {
        boolean replaced = text.indexOf(REPLACED) >= 0;
        if (replaced && readsEverything()) {
            throw new LaunchException(
                    "LS-TEXT-UNREADABLE", "Nothing was done: " + what + " holds text that is not in UTF-8.");
        }
        if (replaced || (!readsEverything() && text.chars().anyMatch(c -> c >= 0x80))) {
            throw new LaunchException(
                    "LS-LOCALE",
                    "Nothing was done: " + what + " holds characters that this process cannot read for certain,"
                            + " because its encoding is " + encoding.name()
                            + ". Set LC_ALL to C.UTF-8 or to another locale in UTF-8, as bin/lockstep does.");
        }
    }

    /** What a process gets that this one starts: names in every alphabet, whatever this one was started with. */
    void give(Map<String, String> environment) {
        if (!readsEverything()) {
            environment.put("LC_ALL", "C.UTF-8");
        }
    }
}
