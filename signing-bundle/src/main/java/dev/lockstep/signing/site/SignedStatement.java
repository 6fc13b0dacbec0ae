package dev.lockstep.signing.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.tuf.model.Signature;
import dev.lockstep.signing.repository.Signer;

/** Signs a statement of the site in the form of TUF metadata, {@code {"signatures": [...], "signed": {...}}}. */
final class SignedStatement {
    private SignedStatement() {}

    /** Adds the signature of a key over what a statement says. */
    static ObjectNode sign(ObjectNode statement, Signer key) {
        Signature signature = key.sign(CanonicalJson.encode(statement.path("signed")));
        statement
                .putArray("signatures")
                .addObject()
                .put("keyid", signature.keyId())
                .put("sig", signature.value());
        return statement;
    }
}
