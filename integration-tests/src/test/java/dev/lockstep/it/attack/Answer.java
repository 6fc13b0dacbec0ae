package dev.lockstep.it.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What somebody in the middle says in the place of the server that was asked. */
@FunctionalInterface
interface Answer {
    /** So slow that a kilobyte takes minutes, and never silent for a second. */
    long DRIP_MILLIS = 200;

    int PIECE = 8192;

    /**
     * Says it.
     *
     * @param in what else the client sends; ends when it hangs up
     * @param out towards the client
     */
    void write(InputStream in, OutputStream out) throws IOException;

    /** A whole file. */
    static Answer file(byte[] bytes) {
        return (in, out) -> {
            head(out, "200 OK", "Content-Length: " + bytes.length + "\r\n");
            out.write(bytes);
        };
    }

    /** There is no such file. */
    static Answer missing() {
        return (in, out) -> head(out, "404 Not Found", "Content-Length: 0\r\n");
    }

    /** Bytes without an end, for as long as the client takes them. */
    static Answer endless() {
        return (in, out) -> {
            head(out, "200 OK", "");
            byte[] piece = " ".repeat(PIECE).getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(piece);
            }
        };
    }

    /** A byte now and then, for as long as the client waits for them. */
    static Answer drip() {
        return (in, out) -> {
            head(out, "200 OK", "");
            try {
                while (true) {
                    out.write(' ');
                    out.flush();
                    TimeUnit.MILLISECONDS.sleep(DRIP_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Nothing at all, until the client hangs up. */
    static Answer silence() {
        return (in, out) -> in.transferTo(OutputStream.nullOutputStream());
    }

    private static void head(OutputStream out, String status, String headers) throws IOException {
        // As Lockstep's own servers answer, and any other may.
        String head = "HTTP/1.1 " + status + "\r\nLockstep: 1\r\nConnection: close\r\n"
                + "Content-Type: application/octet-stream\r\n" + headers + "\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
