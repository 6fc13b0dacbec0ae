package dev.lockstep.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.core.store.Blob;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTest {
    private static final Blob BLOB = Blob.of(new byte[0]);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../x",
                "a/../x",
                "a/./x",
                "a//x",
                "a/",
                "C:/x",
                "a\\b",
                "con",
                "lib/NUL.txt",
                "x.",
                "x ",
                "a:stream",
                "COM1",
                "a\u0000b",
                "what?"
            })
    void aPathThatLeavesTheTreeOrThatWindowsCannotHoldIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tree.Folder(path))
                .withMessageEndingWith(
                        "cannot be used: it must be relative, with /, and possible on Linux and on Windows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "../../x", "../..", "lib/link/../..", "lib/..", "C:/x", "a\\..\\b"})
    void aLinkThatCouldLeaveTheTreeIsRefused(String target) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tree.Link("lib/link", target))
                .withMessageMatching("(?s)the link \"lib/link\" leads out of its tree.*|the path .* cannot be used.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jar", "../bin/run", "..", "./a.jar", "sub/a.jar"})
    void aLinkInsideTheTreeIsAccepted(String target) {
        assertThat(new Tree.Link("lib/link", target).target()).isEqualTo(target);
    }

    @Test
    void twoPathsThatOneFileSystemWouldTakeForTheSameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tree(List.of(new Tree.File("Readme", BLOB, false), new Tree.Folder("README"))))
                .withMessage("the path \"README\" is there twice, if upper and lower case are taken as one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tree(List.of(new Tree.Folder("caf\u00e9"), new Tree.Folder("cafe\u0301"))));
    }

    @Test
    void nothingCanLieBelowAFileOrBehindALink() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tree(List.of(new Tree.Link("out", "lib"), new Tree.File("out/x", BLOB, false))))
                .withMessage("the folder of \"out/x\" is not in the tree before it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tree(List.of(new Tree.File("a/b", BLOB, false), new Tree.Folder("a"))))
                .withMessage("the folder of \"a/b\" is not in the tree before it");
    }
}
