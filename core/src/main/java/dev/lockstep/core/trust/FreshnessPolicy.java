package dev.lockstep.core.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * For how long what the vendor signed is still installed after its timestamp or snapshot has expired, as the vendor or the site
 * signs it: the target {@value #TARGET}, all of which its custom data says too. Where both say it, the shorter time counts.
 *
 * <p>Who signs none says nothing: then what the vendor signed is installed until its targets or its root expire.
 *
 * @param refusedAfterDays from the expiry on; empty for as long as targets and root are valid
 */
public record FreshnessPolicy(OptionalInt refusedAfterDays) {
    /** The name of the target, in the vendor's repository as in the site's. */
    public static final String TARGET = "freshness.json";

    /** Of who says nothing. */
    public static final FreshnessPolicy UNSAID = new FreshnessPolicy(OptionalInt.empty());

    /** The longest time that can be signed: ten years. */
    public static final int MOST_DAYS = 3650;

    public FreshnessPolicy {
        if (refusedAfterDays.isPresent()) {
            int days = refusedAfterDays.getAsInt();
            if (days < 0 || days > MOST_DAYS) {
                throw new IllegalArgumentException(
                        "a number of days from 0 to " + MOST_DAYS + " is needed, not " + days);
            }
        }
    }

    /** A policy of so many days. */
    public static FreshnessPolicy refusedAfter(int days) {
        return new FreshnessPolicy(OptionalInt.of(days));
    }

    /**
     * Reads the policy that a target is.
     *
     * @return empty if it is another target
     * @throws IllegalArgumentException if it should be a policy and is none: nobody guesses at one that is not understood
     */
    public static Optional<FreshnessPolicy> of(TargetFile target) {
        if (!target.path().equals(TARGET)) {
            return Optional.empty();
        }
        JsonNode days = target.custom().path("lockstep").path("refusedAfterDays");
        if (!days.isIntegralNumber() || !days.canConvertToInt()) {
            throw new IllegalArgumentException(TARGET + " does not say after how many days");
        }
        return Optional.of(refusedAfter(days.intValue()));
    }

    /** The content of the target. */
    public byte[] content() {
        return CanonicalJson.encode(json());
    }

    /** The target to sign. */
    public TargetFile target() {
        Blob content = Blob.of(content());
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.set("lockstep", json().put("kind", "freshness"));
        return new TargetFile(
                TARGET, content.length(), Hashes.sha256(content.digest().hex()), custom);
    }

    private ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        refusedAfterDays.ifPresent(days -> json.put("refusedAfterDays", days));
        return json;
    }

    /** What counts if two say it: the shorter time. */
    FreshnessPolicy tighter(FreshnessPolicy other) {
        return Stream.of(this, other)
                .filter(policy -> policy.refusedAfterDays.isPresent())
                .min((one, two) -> Integer.compare(one.refusedAfterDays.getAsInt(), two.refusedAfterDays.getAsInt()))
                .orElse(UNSAID);
    }
}
