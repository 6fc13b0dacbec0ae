package dev.lockstep.admin.internal.http;

import dev.lockstep.core.problem.ProblemCode;
import org.eclipse.jetty.http.HttpStatus;

/** With which status a problem is answered. */
final class Statuses {
    private Statuses() {}

    static int of(ProblemCode code) {
        return switch (code) {
            case BAD_REQUEST, BAD_PORT, BAD_ADDRESS, BAD_URL -> HttpStatus.BAD_REQUEST_400;
            case SIGN_IN_NEEDED -> HttpStatus.UNAUTHORIZED_401;
            case RIGHT_MISSING -> HttpStatus.FORBIDDEN_403;
            case NOT_FOUND, SETTING_UNKNOWN, RELEASE_UNKNOWN, MODULE_UNKNOWN, COMPUTER_UNFOUND ->
                HttpStatus.NOT_FOUND_404;
            case SETTING_UNUSABLE, MODULE_MALFORMED, KEY_UNUSABLE -> HttpStatus.UNPROCESSABLE_ENTITY_422;
            case PAYLOAD_OVERSIZED -> HttpStatus.PAYLOAD_TOO_LARGE_413;
            case INTERNAL, NOT_WRITABLE, NOT_READABLE, SITE_DAMAGED, CONFIGURATION_MALFORMED ->
                HttpStatus.INTERNAL_SERVER_ERROR_500;
            case SOURCE_UNRESOLVED,
                    SOURCE_UNREACHABLE,
                    SOURCE_REFUSED,
                    SOURCE_TIMEOUT,
                    SOURCE_TLS,
                    SOURCE_FOREIGN,
                    SOURCE_ERROR,
                    PROXY_UNREACHABLE,
                    PROXY_AUTHENTICATION,
                    UNTRUSTED -> HttpStatus.BAD_GATEWAY_502;
            case DISK_FULL, QUOTA_EXCEEDED -> HttpStatus.INSUFFICIENT_STORAGE_507;
            // It was understood; as things stand it cannot be done.
            default -> HttpStatus.CONFLICT_409;
        };
    }
}
