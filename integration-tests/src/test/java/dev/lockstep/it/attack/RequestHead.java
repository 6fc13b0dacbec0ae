package dev.lockstep.it.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The head of an HTTP/1.1 request.
 *
 * @param lines without their ends
 */
record RequestHead(List<String> lines) {
    private static final int LONGEST = 64 << 10;
    private static final String END = "\r\n\r\n";

    RequestHead {
        lines = List.copyOf(lines);
    }

    static RequestHead read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(END)) {
            int next = in.read();
            if (next < 0 || head.size() == LONGEST) {
                throw new IOException("no request came");
            }
            head.write(next);
        }
        return new RequestHead(
                head.toString(StandardCharsets.ISO_8859_1).strip().lines().toList());
    }

    /** What is asked for, without the slash that it begins with and without a query. */
    String path() {
        return lines.get(0).split(" ", -1)[1].substring(1).split("[?]", 2)[0];
    }

    int bodyLength() {
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    /** The same for the server, which is to hang up after its answer. */
    byte[] forwarded() {
        StringBuilder head = new StringBuilder();
        lines.stream()
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
                .forEach(line -> head.append(line).append("\r\n"));
        return head.append("Connection: close").append(END).toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
