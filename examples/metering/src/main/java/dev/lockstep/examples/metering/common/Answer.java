package dev.lockstep.examples.metering.common;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an HTTP endpoint answers: a status and a JSON object.
 *
 * @param status the HTTP status code
 * @param body the members of the JSON object, in order
 */
public record Answer(int status, Map<String, Object> body) {
    public Answer {
        body = new LinkedHashMap<>(body);
    }

    public static Answer ok(Map<String, Object> body) {
        return new Answer(200, body);
    }

    /** An error with its stable code and a sentence for a person. */
    public static Answer error(int status, String code, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", code);
        body.put("message", message);
        return new Answer(status, body);
    }
}
