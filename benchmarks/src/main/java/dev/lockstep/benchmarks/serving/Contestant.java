package dev.lockstep.benchmarks.serving;

import dev.lockstep.benchmarks.ProcessUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server that takes part, as a process with its children.
 *
 * @param name for the table
 * @param process its first process
 * @param port where it serves
 */
record Contestant(String name, Process process, int port) implements AutoCloseable {
    /** Lockstep's HTTP service, with the server's options for the virtual machine. */
    static Contestant lockstep(Path home, List<String> vmOptions) throws IOException {
        List<String> command = Stream.of(
                        Stream.of(ProcessHandle.current().info().command().orElse("java")),
                        vmOptions.stream(),
                        Stream.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServedFolder.class.getName(),
                                home.toString()))
                .flatMap(part -> part)
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("PORT ")) {
            throw new IOException("the server did not start: " + line);
        }
        return new Contestant("Lockstep", process, Integer.parseInt(line.substring(5)));
    }

    /** nginx as a static file server, its access log off. */
    static Contestant nginx(Path work, Path root) throws IOException, InterruptedException {
        Files.createDirectories(work);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        Files.writeString(work.resolve("nginx.conf"), """
                daemon off; worker_processes auto; pid %1$s/pid; error_log %1$s/error.log; %4$s
                events { worker_connections 1024; }
                http {
                  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
                  default_type application/octet-stream;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  server { listen 127.0.0.1:%2$d; root "%3$s"; }
                }
                """.formatted(work, port, root, user));
        Process process = new ProcessBuilder(
                        "/usr/sbin/nginx", "-c", work.resolve("nginx.conf").toString(), "-p", work.toString())
                .inheritIO()
                .start();
        for (int attempt = 0; attempt < 200; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return new Contestant("nginx", process, port);
            } catch (IOException notYet) {
                if (process.waitFor(25, TimeUnit.MILLISECONDS)) {
                    throw new IOException("nginx ended with " + process.exitValue(), notYet);
                }
            }
        }
        throw new IOException("nginx does not answer");
    }

    /** CPU seconds of all its processes so far, in user and kernel mode. */
    double cpuSeconds() throws IOException {
        double seconds = 0;
        for (ProcessHandle each : processes()) {
            seconds += ProcessUse.cpuSeconds(each.pid());
        }
        return seconds;
    }

    /** Memory of all its processes that is theirs alone or shared, in MiB. */
    double residentMegabytes() throws IOException {
        double bytes = 0;
        for (ProcessHandle each : processes()) {
            bytes += ProcessUse.residentBytes(each.pid());
        }
        return bytes / (1 << 20);
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
