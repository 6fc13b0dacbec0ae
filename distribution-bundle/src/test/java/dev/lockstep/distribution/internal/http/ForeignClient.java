package dev.lockstep.distribution.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Clients for HTTP that other people wrote. Each says the status and how many bytes came. */
enum ForeignClient {
    /** It offers h2 and http/1.1. */
    CURL("curl -sS -o /dev/null -w '%{http_code} %{size_download}' --cacert \"$AUTHORITY\" \"$URL\""),
    /** It offers http/1.1 only, as the next three do. */
    CURL_1_1("curl --http1.1 -sS -o /dev/null -w '%{http_code} %{size_download}' --cacert \"$AUTHORITY\" \"$URL\""),
    NODE_FETCH("""
            exec node -e '
            fetch(process.env.URL).then(async a => console.log(a.status, (await a.arrayBuffer()).byteLength))'
            """),
    NODE_HTTPS("""
            exec node -e '
            require("https").get(process.env.URL, a => { let n = 0; a.on("data", d => n += d.length)
              .on("end", () => console.log(a.statusCode, n)) })'
            """),
    PYTHON("""
            exec python3 -c '
            import os, ssl, urllib.request
            trust = ssl.create_default_context(cafile=os.environ["AUTHORITY"])
            a = urllib.request.urlopen(os.environ["URL"], context=trust)
            print(a.status, len(a.read()))'
            """);

    private final String script;

    ForeignClient(String script) {
        this.script = script;
    }

    String get(URI url, Path authority) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("URL", url.toString());
        builder.environment().put("AUTHORITY", authority.toString());
        builder.environment().put("NODE_EXTRA_CA_CERTS", authority.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int status = process.waitFor();
        return status == 0 ? said : "exit status " + status + ": " + said;
    }
}
