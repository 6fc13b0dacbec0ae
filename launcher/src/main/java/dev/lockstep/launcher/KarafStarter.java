package dev.lockstep.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Starts Karaf from the tree of a version, with the folders of this installation. */
final class KarafStarter implements NodeStarter {
    private static final List<String> DEFAULT_OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");

    private final Home home;
    private final JavaVersion java;
    private final EtcFiles etcFiles;
    private final FirstAccess firstAccess;
    private final Consumer<String> log;

    KarafStarter(Home home, JavaVersion java, EtcFiles etcFiles, FirstAccess firstAccess, Consumer<String> log) {
        this.home = home;
        this.java = java;
        this.etcFiles = etcFiles;
        this.firstAccess = firstAccess;
        this.log = log;
    }

    /** Why a version cannot run here, without starting it. */
    Optional<String> obstacleTo(String version) throws IOException {
        try {
            return java.obstacleTo(NodeTree.open(home, version)).map(LaunchException::getMessage);
        } catch (LaunchException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public RunningNode start(String version) throws IOException, LaunchException {
        NodeTree tree = NodeTree.open(home, version);
        Optional<LaunchException> obstacle = java.obstacleTo(tree);
        if (obstacle.isPresent()) {
            throw obstacle.get();
        }
        close();
        etcFiles.prepare(tree);
        firstAccess.prepare();
        new OsgiCaches(home, log).removeLeftovers();
        Path karafData = home.karafData(version, java.feature());
        for (Path folder :
                List.of(karafData.resolve("tmp"), home.log(), home.data().resolve("lockstep"))) {
            Files.createDirectories(folder);
        }
        // Left by a node that was killed; it would be taken for the new one's.
        Files.deleteIfExists(karafData.resolve("port"));
        ProcessBuilder builder = new ProcessBuilder(command(tree, karafData))
                .directory(home.root().toFile())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.from(nothing()));
        SystemLocale.ofThisProcess().give(builder.environment());
        Process process = builder.start();
        log.accept("Started version " + version + " on Java " + java.full() + ", process " + process.pid() + ".");
        return new KarafProcess(process, home.etc(), karafData, log);
    }

    /** Other users of this computer have no business there: what a version before this one left open is closed, too. */
    private void close() throws IOException {
        OwnerOnly owner = new OwnerOnly();
        for (Path folder : home.closed()) {
            for (Path open : owner.close(folder)) {
                log.accept(open + " belongs to another user, so it stays open to others.");
            }
        }
    }

    /** The whole command line. */
    List<String> command(NodeTree tree, Path karafData) throws IOException, LaunchException {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("lockstep.home", home.root().toString());
        places.put("lockstep.node.version", tree.version());
        places.put("lockstep.role", etcFiles.role());
        places.put("karaf.home", tree.root().toString());
        places.put("karaf.base", home.root().toString());
        places.put("karaf.data", karafData.toString());
        places.put("karaf.etc", home.etc().toString());
        places.put("karaf.log", home.log().toString());
        places.put("karaf.instances", karafData.resolve("instances").toString());
        places.put("java.io.tmpdir", karafData.resolve("tmp").toString());
        List<String> command = new ArrayList<>();
        command.add(executable(java));
        for (String option : tree.lines("java.options")) {
            command.add(filled(option, places));
        }
        for (String option : operatorsOptions()) {
            command.add(filled(option, places));
        }
        places.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-classpath");
        command.add(tree.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(tree.mainClass());
        return command;
    }

    private List<String> operatorsOptions() throws IOException {
        Path file = home.etc().resolve("lockstep.vmoptions");
        return Files.exists(file) ? NodeTree.lines(file) : DEFAULT_OPTIONS;
    }

    static String executable(JavaVersion java) {
        boolean windows = File.separatorChar == '\\';
        return Path.of(java.home(), "bin", windows ? "java.exe" : "java").toString();
    }

    private static File nothing() {
        return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }

    private static String filled(String option, Map<String, String> places) {
        String filled = option;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("${" + place.getKey() + "}", place.getValue());
        }
        return filled;
    }
}
