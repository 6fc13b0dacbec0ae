package dev.lockstep.distribution.internal.tls;

import dev.lockstep.core.pki.KeyAndChain;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every computer prove its key in the handshake; the access filter decides whether that key was admitted, because a
 * computer that nobody knows yet has to get as far as asking. The handshake itself proves that it holds the key; who signed its
 * certificate says nothing here.
 */
final class AnyClientCertificate extends X509ExtendedTrustManager {
    private static final int LONGEST_CHAIN = 4;

    private final Supplier<KeyAndChain> own;

    AnyClientCertificate(Supplier<KeyAndChain> own) {
        this.own = own;
    }

    private static void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || chain.length > LONGEST_CHAIN) {
            throw new CertificateException("a computer proves one key");
        }
        String algorithm = chain[0].getPublicKey().getAlgorithm();
        if (!algorithm.equals("EC") && !algorithm.equals("EdDSA")) {
            throw new CertificateException("a computer's key is on an elliptic curve");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    /** Named to those who connect, so that a browser offers no certificate of its user, which are from other authorities. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {own.get().authority()};
    }
}
