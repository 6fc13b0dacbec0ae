package dev.lockstep.core.membership;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.pki.SingleKeyManager;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.HttpTransport;
import dev.lockstep.core.source.ServerAccess;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * This computer as a member of a site: it proves its own key to servers, accepts those it trusts, and asks to be admitted where it
 * is not yet. Safe for use by several threads.
 */
public final class SiteMember implements ServerAccess {
    private final String id;
    private final Supplier<String> name;
    private final Path keyFile;
    private final KnownServers servers;
    private final InstantSource clock;
    private final ReportNumbers numbers;
    private Optional<KeyAndChain> key = Optional.empty();

    /**
     * A member.
     *
     * @param id the node's id
     * @param name the computer's name now, as an administrator will see it
     * @param keyFile where its key is, or is written when it is needed first
     * @param servers whom it trusts
     */
    public SiteMember(String id, Supplier<String> name, Path keyFile, KnownServers servers, InstantSource clock) {
        this.id = id;
        this.name = name;
        this.keyFile = keyFile;
        this.servers = servers;
        this.clock = clock;
        this.numbers = new ReportNumbers(keyFile.resolveSibling("reports.json"), clock);
    }

    /**
     * The key of this computer, made when it is asked for first.
     *
     * @throws ProblemException with {@code STATE_DAMAGED}: another key would be another computer for its server
     */
    public synchronized KeyAndChain key() throws IOException {
        if (key.isEmpty()) {
            Optional<KeyAndChain> kept = kept();
            if (kept.isEmpty()) {
                kept = Optional.of(KeyAndChain.forComputer(name.get(), clock.instant()));
                PemFile.write(keyFile, kept.get());
            }
            key = kept;
        }
        return key.get();
    }

    private Optional<KeyAndChain> kept() {
        try {
            return PemFile.read(keyFile);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.STATE_DAMAGED,
                            Map.of(
                                    "file", keyFile.toString(),
                                    "reason", Sentence.of("state.no-key"),
                                    "loss", Sentence.of("state.loss.key"))),
                    e);
        }
    }

    /** Signs what this computer says of itself, so that others can pass it on and not change it. */
    public Statement sign(ComputerReport report) throws IOException {
        return Statement.sign(report, numbers.next(), key());
    }

    @Override
    public SSLContext tls(ServerAddress address) throws IOException {
        KeyAndChain own = key();
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    new KeyManager[] {new SingleKeyManager(() -> own)},
                    new TrustManager[] {new ServerTrust(address, servers)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS 1.3", e);
        }
    }

    @Override
    public void remember(ServerAddress address, SSLSession session) throws IOException {
        Certificate[] chain;
        try {
            chain = session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("TLS 1.3 as it is used here has certificates", e);
        }
        servers.remember(address, Fingerprint.of((X509Certificate) chain[chain.length - 1]));
    }

    @Override
    public void enrol(ServerAddress address, HttpTransport server) throws IOException {
        Optional<String> secret = servers.secretFor(address);
        byte[] answer;
        try {
            answer = server.post(
                    Enrolment.PATH, new Enrolment(id, name.get(), secret).toJson(), Enrolment.MAXIMUM_BYTES);
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.TOKEN_REFUSED) {
                // The token is shown once; from now on this computer asks without it, and waits.
                servers.forgetSecret(address);
            }
            throw e;
        }
        if (secret.isPresent()) {
            servers.forgetSecret(address);
        }
        if (!isAdmitted(answer, server)) {
            throw ProblemException.of(
                    ProblemCode.COMPUTER_WAITING,
                    Map.of(
                            "address", address.toString(),
                            "name", name.get(),
                            "key", key().fingerprint().toString()));
        }
    }

    private static boolean isAdmitted(byte[] answer, HttpTransport server) {
        try {
            return Enrolment.isAdmitted(answer);
        } catch (MalformedMessageException e) {
            throw ProblemException.of(
                    ProblemCode.SOURCE_ERROR,
                    Map.of(
                            "address",
                            server.sourceName(),
                            "reason",
                            Sentence.of("http.not-understood", Map.of("cause", Sentence.said(e)))));
        }
    }
}
