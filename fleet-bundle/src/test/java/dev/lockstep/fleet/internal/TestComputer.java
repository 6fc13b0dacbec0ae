package dev.lockstep.fleet.internal;

import dev.lockstep.core.membership.KnownServers;
import dev.lockstep.core.membership.SiteMember;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.HttpTransport;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A computer that takes updates: its key, whom it trusts, and its way to servers. Each call makes connections of its own. */
final class TestComputer {
    private static final HttpLimits PATIENT = new HttpLimits(
            Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(60), 1);

    private final KnownServers servers;
    private final SiteMember member;

    TestComputer(Path folder, String name, boolean firstUse) {
        servers = new KnownServers(folder.resolve("servers.json"), () -> firstUse, InstantSource.system());
        member = new SiteMember(name, () -> name, folder.resolve("key.pem"), servers, InstantSource.system());
    }

    KnownServers servers() {
        return servers;
    }

    SiteMember member() {
        return member;
    }

    HttpTransport at(int port) {
        return new Transports(PATIENT, Optional.empty(), Optional.of(member))
                .computer(new UpdateSource.Computer(new ServerAddress("127.0.0.1", port), true));
    }

    /** What a browser has whose user looks away: no key of its own, and trust in anybody. */
    static SSLContext keyless() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Careless()}, null);
        return context;
    }

    private static final class Careless extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
