package dev.lockstep.client.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlteredLogTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "LS-140: A computer itself finds that its audit log was edited, cut or deleted, and its status says so")
    void itIsFoundHere() throws IOException {
        AuditService audit =
                new AuditService(new AuditLog(folder, InstantSource.system(), "node-1"), () -> "the schedule");
        for (String what : List.of("one", "two", "three")) {
            audit.record(AuditEvent.of("test", what, "done"));
        }
        AuditHead signed = audit.head();
        audit.look(Optional.of(signed));
        assertThat(audit.altered()).isEmpty();
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.filter(Files::isRegularFile)
                    .filter(each ->
                            each.toString().endsWith("log") || each.toString().endsWith("jsonl"))
                    .findFirst()
                    .orElseThrow();
        }
        String whole = Files.readString(file);

        Files.writeString(file, whole.replace("two", "too"));
        assertAltered(audit, signed, "was edited");
        Files.writeString(file, whole.substring(0, whole.strip().lastIndexOf('\n') + 1));
        assertAltered(audit, signed, "its end is missing");
        Files.writeString(file, "");
        assertAltered(audit, signed, "its end is missing, from entry 1 on");
        Files.writeString(file, whole);
        audit.look(Optional.of(signed));
        assertThat(audit.altered()).isEmpty();
    }

    private static void assertAltered(AuditService audit, AuditHead signed, String how) {
        audit.look(Optional.of(signed));
        assertThat(audit.altered()).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.AUDIT_ALTERED);
            assertThat(problem.toString()).contains(how);
        });
    }
}
