package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * The time of a site, signed as the answer to one {@link TimeRequest} with the key of its timestamp role. It has the form of
 * TUF's metadata with a {@code _type} of its own, so that neither can be taken for the other.
 */
public final class SignedTime {
    private static final String TYPE = "lockstep-time";
    /** As TUF writes dates; of a year with more digits nobody could tell what came after it. */
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    private SignedTime() {}

    /** What a site says in answer to a request; its timestamp key is to sign the member {@code signed}. */
    public static ObjectNode unsigned(TimeRequest request, SiteFingerprint site, Instant time) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putObject("signed")
                .put("_type", TYPE)
                .put("nonce", request.nonce())
                .put("site", site.digest().hex())
                .put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        return answer;
    }

    /**
     * The time that an answer tells.
     *
     * @param timestamp who may sign it
     * @throws TufException if it is not signed by them
     * @throws IllegalArgumentException if it is no answer to this request of this site
     */
    public static Instant verified(byte[] answer, TimeRequest request, SiteFingerprint site, Authority timestamp)
            throws TufException {
        JsonMembers json = JsonMembers.parse(answer);
        JsonMembers signed = json.members("signed");
        Signatures.verify(
                CanonicalJson.encode(signed.object()), json.objects("signatures", Signature::read), timestamp);
        if (!signed.text("_type").equals(TYPE)) {
            throw new UnusableValueException(Sentence.of("time.no-time"));
        }
        if (!signed.text("nonce").equals(request.nonce())) {
            throw new UnusableValueException(Sentence.of("time.replayed"));
        }
        if (!signed.text("site").equals(site.digest().hex())) {
            throw new UnusableValueException(Sentence.of("time.other-site"));
        }
        if (!TIME.matcher(signed.text("time")).matches()) {
            throw new UnusableValueException(Sentence.of("time.says-none"));
        }
        return signed.instant("time");
    }
}
