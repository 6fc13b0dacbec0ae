package dev.lockstep.core.membership;

import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.SiteAuthority;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UntrustedServerException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts at one address the server whose chain ends with the authority that this computer trusts there, and nobody else.
 *
 * <p>All checks of the chain are Java's own, with that one authority. A site's authority vouches for one computer only, which
 * may be reached by any name; every other authority vouches for many, and then the certificate must name the address.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private final ServerAddress address;
    private final KnownServers known;

    ServerTrust(ServerAddress address, KnownServers known) {
        this.address = address;
        this.known = known;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("it shows no certificate");
        }
        X509Certificate authority = chain[chain.length - 1];
        judge(Fingerprint.of(authority));
        // Java takes a certificate that is trusted itself as it is, with dates that are long over.
        chain[0].checkValidity();
        X509ExtendedTrustManager pinned = trusting(authority);
        if (SiteAuthority.isSiteAuthority(authority)) {
            pinned.checkServerTrusted(chain, type);
        } else {
            pinned.checkServerTrusted(chain, type, engine);
        }
    }

    private void judge(Fingerprint shown) throws CertificateException {
        KnownServers.Judgement judgement;
        try {
            judgement = known.judge(address, shown);
        } catch (IOException e) {
            throw new CertificateException(e.getMessage(), e);
        }
        if (judgement instanceof KnownServers.Judgement.Changed changed) {
            throw new UntrustedServerException(Problem.of(
                    ProblemCode.SERVER_CHANGED,
                    Map.of(
                            "address", address.toString(),
                            "shown", shown.toString(),
                            "trusted", changed.expected().authority().toString())));
        }
        if (judgement instanceof KnownServers.Judgement.Unknown) {
            throw new UntrustedServerException(Problem.of(
                    ProblemCode.SERVER_UNKNOWN, Map.of("address", address.toString(), "shown", shown.toString())));
        }
    }

    private static X509ExtendedTrustManager trusting(X509Certificate authority) throws CertificateException {
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("authority", authority);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IllegalStateException("every Java has X.509");
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the authority cannot be used", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only engines are used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only engines are used");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
