package dev.lockstep.core.source;

import dev.lockstep.core.problem.Problem;
import java.security.cert.CertificateException;
import java.util.Locale;

/** A server proved itself by an authority that is not trusted at its address. */
public final class UntrustedServerException extends CertificateException {
    private final transient Problem problem;

    public UntrustedServerException(Problem problem) {
        super(problem.text(Locale.ENGLISH));
        this.problem = problem;
    }

    /** What a person is told of it. */
    public Problem problem() {
        return problem;
    }
}
