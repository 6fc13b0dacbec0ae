package dev.lockstep.client.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Components that are real processes. */
public final class Programs {
    private Programs() {}

    /**
     * A component that lives for so many seconds, which tell its process from all others.
     *
     * @param version is in its tree, so that no two releases have the same files
     */
    public static Map<String, String> sleeper(String name, String version, long seconds) {
        return tree(
                name,
                version,
                "\"process\":{\"command\":[\"/bin/sleep\",\"" + seconds
                        + "\"]},\"health\":{\"within\":5,\"stable\":0.2}");
    }

    /** A component that ends at once. */
    public static Map<String, String> failing(String name, String version) {
        return tree(
                name,
                version,
                "\"process\":{\"command\":[\"/bin/sh\",\"-c\",\"echo no licence; exit 3\"]},"
                        + "\"health\":{\"within\":5,\"stable\":1}");
    }

    /**
     * A component that answers on a port, with {@link WatchedProgram}.
     *
     * @param arguments its further arguments, such as {@code version=1.1.0}
     */
    public static Map<String, String> watched(String name, String version, String... arguments) {
        StringBuilder command = new StringBuilder("\"${java}\",\"-XX:TieredStopAtLevel=1\",\"-Xshare:auto\",\"-cp\",\"")
                .append(System.getProperty("java.class.path").split(java.io.File.pathSeparator)[0])
                .append("\",\"")
                .append(WatchedProgram.class.getName())
                .append("\",\"port=${port}\",\"data=${data}\"");
        for (String argument : arguments) {
            command.append(",\"").append(argument).append('"');
        }
        return tree(
                name,
                version,
                "\"process\":{\"command\":[" + command + "]},"
                        + "\"health\":{\"http\":\"http://127.0.0.1:${port}/health\",\"within\":20,\"stable\":0.2},"
                        + "\"drain\":{\"http\":\"http://127.0.0.1:${port}/drain\",\"limit\":5}");
    }

    private static Map<String, String> tree(String name, String version, String members) {
        return new TreeMap<>(Map.of(
                "lockstep-component.json",
                "{\"format\":1,\"name\":\"" + name + "\",\"controller\":\"process\",\"stop\":{\"limit\":5}," + members
                        + "}",
                "version.txt",
                name + " " + version + "\n"));
    }

    /** The processes of {@link #sleeper}. */
    public static List<ProcessHandle> sleeping(long seconds) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> arguments.length == 1 && arguments[0].equals(Long.toString(seconds)))
                        .orElse(false))
                .filter(ProcessHandle::isAlive)
                .toList();
    }
}
