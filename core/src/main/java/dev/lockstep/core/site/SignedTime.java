package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Signature;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The time of a site, signed as the answer to one {@link TimeQuestion} with the key of its timestamp role. It has the form of
 * TUF's metadata with a {@code _type} of its own, so that neither can be taken for the other.
 */
public final class SignedTime {
    private static final String TYPE = "lockstep-time";
    /** As TUF writes dates; of a year with more digits nobody could tell what came after it. */
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    private SignedTime() {}

    /** What a site says in answer to a question; its timestamp key is to sign the member {@code signed}. */
    public static ObjectNode unsigned(TimeQuestion question, SiteFingerprint site, Instant time) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putObject("signed")
                .put("_type", TYPE)
                .put("nonce", question.nonce())
                .put("site", site.digest().hex())
                .put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        return answer;
    }

    /**
     * The time that an answer tells.
     *
     * @param timestamp who may sign it
     * @throws TufException if it is not signed by them
     * @throws IllegalArgumentException if it is no answer to this question of this site
     */
    public static Instant verified(byte[] answer, TimeQuestion question, SiteFingerprint site, Authority timestamp)
            throws TufException {
        JsonNode json = StrictJson.parse(answer);
        JsonNode signed = json.path("signed");
        if (!signed.isObject()) {
            throw new IllegalArgumentException("it is no signed time");
        }
        List<Signature> signatures = new ArrayList<>();
        for (JsonNode each : json.path("signatures")) {
            signatures.add(
                    new Signature(each.path("keyid").asText(), each.path("sig").asText()));
        }
        Signatures.verify(CanonicalJson.encode(signed), signatures, timestamp);
        if (!signed.path("_type").asText().equals(TYPE)) {
            throw new IllegalArgumentException("it is signed, and is no time");
        }
        if (!signed.path("nonce").asText().equals(question.nonce())) {
            throw new IllegalArgumentException("it is the answer to another question, as of a replay");
        }
        if (!signed.path("site").asText().equals(site.digest().hex())) {
            throw new IllegalArgumentException("it is of another site");
        }
        String time = signed.path("time").asText();
        if (!TIME.matcher(time).matches()) {
            throw new IllegalArgumentException("it says no time");
        }
        try {
            return Instant.parse(time);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it says no time", e);
        }
    }
}
