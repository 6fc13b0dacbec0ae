package dev.lockstep.distribution.internal.door;

import java.util.List;

/** The parts of the one port by who may ask for them. */
enum Area {
    /** Everybody: who answers here, how to be admitted, how to sign in, the page itself. */
    OPEN,
    /** What is signed and can be verified by whoever has it. */
    SIGNED,
    /** People who signed in; everybody where no computer needs to be admitted. */
    PEOPLE,
    /** People who signed in, always: what changes this computer. */
    ADMINISTRATION,
    /** Computers that were admitted. */
    COMPUTERS;

    /** The first that covers a path counts; what is below {@code /api} and unknown is for computers only. */
    private static final List<Part> PARTS = List.of(
            new Part("/api/v1/node", OPEN),
            new Part("/api/v1/enrol", OPEN),
            new Part("/api/v1/session", OPEN),
            new Part("/api/v1/local", OPEN),
            new Part("/api/v1/openapi.json", OPEN),
            new Part("/api/v1/admin", ADMINISTRATION),
            new Part("/api/v1/computers", PEOPLE),
            new Part("/metrics", PEOPLE),
            new Part("/metadata", SIGNED),
            new Part("/targets", SIGNED),
            new Part("/modules", SIGNED),
            new Part("/api", COMPUTERS));

    /** Whose a path is. */
    static Area of(String path) {
        return PARTS.stream()
                .filter(part -> part.covers(path))
                .map(Part::area)
                .findFirst()
                .orElse(OPEN);
    }

    private record Part(String prefix, Area area) {
        boolean covers(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }
}
