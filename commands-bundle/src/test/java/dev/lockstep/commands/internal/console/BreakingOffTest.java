package dev.lockstep.commands.internal.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.console.Session;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BreakingOffTest {
    /** As JLine calls it, whose classes no bundle of ours sees. */
    private static final class UserInterruptException extends RuntimeException {}

    @Test
    @DisplayName("LS-179: Ctrl-C at a question says that nothing was begun")
    void atAQuestion() throws Exception {
        TestSession around = TestSession.answering();
        Session session = (Session) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readLine")) {
                        throw new UserInterruptException();
                    }
                    return method.invoke(around, arguments);
                });
        List<String> begun = new ArrayList<>();
        for (boolean secret : new boolean[] {true, false}) {
            NodeCommand command = new NodeCommand() {
                @Override
                protected void run(Dialogue dialogue) throws IOException {
                    if (secret) {
                        dialogue.secret("passphrase.backup", new Object[0]);
                    } else {
                        dialogue.confirms("rollback.question");
                    }
                    begun.add("begun");
                }
            };
            command.session = session;
            Thread.currentThread().interrupt();
            command.execute();

            assertThat(Thread.interrupted()).isFalse();
        }
        assertThat(begun).isEmpty();
        assertThat(around.printed()).contains("nothing was begun");
    }

    @Test
    @DisplayName("LS-179: Whoever stops waiting for work at the console breaks nothing off, and hears no more of it")
    void duringWork() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        List<String> told = new ArrayList<>();
        Progress watching = (step, at, total) -> told.add(step);
        Thread waiting = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                begun.await();
                waiting.interrupt();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        interrupter.start();

        assertThatThrownBy(() -> Detachable.run(watching, progress -> {
                    progress.at("first");
                    begun.countDown();
                    await(goOn);
                    progress.at("second");
                    done.countDown();
                    return "done";
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        detached -> assertThat(detached.problem().code()).isEqualTo(ProblemCode.DETACHED));
        assertThat(Thread.interrupted()).isTrue();
        goOn.countDown();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).containsExactly("first");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the work was broken off", e);
        }
    }

    @Test
    @DisplayName("LS-179: What fails is told as if there were no other thread")
    void failures() {
        assertThatThrownBy(() -> Detachable.run(Progress.SILENT, progress -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
        assertThatThrownBy(() -> Detachable.run(Progress.SILENT, progress -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("LS-179: Every command that changes a module, a site or what is distributed can be left alone")
    void everyLongCommand() throws IOException {
        List<String> waits = new ArrayList<>();
        Path sources = Path.of("src/main/java/dev/lockstep/commands/internal").toRealPath();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith("Command.java"))::iterator) {
                String text = Files.readString(file);
                boolean isLong = text.matches(
                        "(?s).*(modules\\.(install|remove|update|updateAll|submit)|imports\\.take|site\\.(backUp|restore|exportRootKey))\\(.*");
                if (isLong
                        && !text.contains("dialogue.work(")
                        && !text.contains(">work(")
                        && !text.contains("changed(String")) {
                    waits.add(file.getFileName().toString());
                }
            }
        }
        assertThat(waits).isEmpty();
    }
}
