package dev.lockstep.distribution.internal.door;

import dev.lockstep.core.access.Right;
import java.util.List;

/**
 * Which right a person needs for a request. One list for all paths of people, so that no handler can forget to ask; what changes
 * something and is not in the list needs the right that weighs most.
 */
final class NeededRight {
    private static final String ADMIN = "/api/v1/admin/";
    /** The first that covers a path counts. */
    private static final List<Part> PARTS = List.of(
            new Part("admissions", Right.APPROVE),
            new Part("join-token", Right.APPROVE),
            new Part("modules/approve", Right.APPROVE),
            new Part("rollback/approve", Right.APPROVE),
            new Part("check", Right.INSTALL_UPDATES),
            new Part("update", Right.INSTALL_UPDATES),
            new Part("rollback", Right.INSTALL_UPDATES),
            new Part("rebuild-distribution", Right.INSTALL_UPDATES),
            new Part("import", Right.INSTALL_UPDATES),
            new Part("assign", Right.INSTALL_UPDATES),
            new Part("group", Right.INSTALL_UPDATES),
            new Part("modules", Right.EDIT_MODULES));

    private NeededRight() {}

    /** The right for a path, to look or to change something. */
    static Right of(String path, boolean changes) {
        if (!changes) {
            return Right.VIEW;
        }
        return PARTS.stream()
                .filter(part -> path.equals(ADMIN + part.name()) || path.startsWith(ADMIN + part.name() + "/"))
                .map(Part::right)
                .findFirst()
                .orElse(Right.CHANGE_SETTINGS);
    }

    private record Part(String name, Right right) {}
}
