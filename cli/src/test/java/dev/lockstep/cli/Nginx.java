package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** nginx with no configuration but the folder that it serves. */
final class Nginx implements AutoCloseable {
    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Serves a folder; a test is skipped where nginx is not installed. */
    static Nginx serve(Path served, Path scratch) throws IOException {
        Optional<Path> nginx = List.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(nginx.isPresent(), "nginx is not installed; .ci/install-packages does that");
        int port = freePort();
        Path prefix = Files.createDirectories(scratch.resolve("nginx"));
        Path configuration = Files.writeString(prefix.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events {}
                http {
                  access_log %1$s/access.log;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server {
                    listen 127.0.0.1:%2$d;
                    root %3$s;
                  }
                }
                """.formatted(prefix, port, served));
        Process process = new ProcessBuilder(
                        nginx.get().toString(), "-p", prefix.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(prefix.resolve("output.txt").toFile())
                .start();
        Nginx server = new Nginx(process, port);
        server.await();
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                assertThat(System.nanoTime()).as("nginx listens").isLessThan(deadline);
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            process.destroyForcibly().waitFor(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
