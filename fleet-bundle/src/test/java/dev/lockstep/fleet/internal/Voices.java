package dev.lockstep.fleet.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.KeyAndChain;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Computers with a key each, which sign what they say of themselves. */
public final class Voices {
    private final Map<String, KeyAndChain> keys = new HashMap<>();
    private long number = 1_000;

    public KeyAndChain key(String id) {
        return keys.computeIfAbsent(id, name -> KeyAndChain.forComputer(name, Instant.now()));
    }

    public Fingerprint fingerprint(String id) {
        return key(id).fingerprint();
    }

    /** What a computer says next. */
    public Statement says(ComputerReport report) {
        return says(report, report.id());
    }

    /** What is said of a computer by the one with another id. */
    public Statement says(ComputerReport report, String speaker) {
        return Statement.sign(report, ++number, key(speaker));
    }

    /** What a computer of a later version says, which has members of its own. */
    public Statement resign(ObjectNode json, String speaker) throws Exception {
        KeyAndChain key = key(speaker);
        ObjectNode proof = json.putObject("signed");
        proof.put("format", 1);
        proof.put(
                "key",
                Base64.getEncoder()
                        .encodeToString(key.certificate().getPublicKey().getEncoded()));
        proof.put("number", ++number);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key.key());
        signature.update("lockstep report\n".getBytes(StandardCharsets.UTF_8));
        signature.update(CanonicalJson.encode(json));
        proof.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
        return Statement.read(json);
    }

    /** What a computer sends when it and all below it have something new to say. */
    public ReportMessage message(ComputerReport report) {
        return new ReportMessage(
                says(report), report.downstream().stream().map(this::message).toList());
    }
}
