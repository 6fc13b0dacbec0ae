package dev.lockstep.fleet.internal.admission;

/** The part of {@code etc/dev.lockstep.http.cfg} that says how computers are admitted; described there by the port. */
@interface AdmissionConfiguration {
    /** {@code waiting}, {@code automatic} or {@code off}. */
    String admission() default "waiting";
}
