package dev.lockstep.distribution.internal.people;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People of a directory on another computer, which may be down, or accept and never answer. It is asked for a limited time; if it
 * cannot be asked, the administrators of this computer itself still get in, and nobody else.
 */
final class DirectoryRealm implements Realm {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryRealm.class);

    /** Of those who are asked at a time: a directory that hangs holds a thread for each, and then it is not asked. */
    private static final int AT_A_TIME = 16;

    private final Realm directory;
    private final Realm local;
    private final Set<String> administrators;
    private final Duration limit;
    private final ExecutorService asking;
    private volatile boolean down;

    /**
     * A realm.
     *
     * @param local the people of this computer
     * @param administrators the roles of those of them who get in without the directory
     * @param limit how long the directory may take
     */
    DirectoryRealm(Realm directory, Realm local, Set<String> administrators, Duration limit) {
        this.directory = directory;
        this.local = local;
        this.administrators = Set.copyOf(administrators);
        this.limit = limit;
        this.asking = new ThreadPoolExecutor(0, AT_A_TIME, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "lockstep-directory");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Optional<Set<String>> roles(String user, char[] password) {
        try {
            Optional<Set<String>> roles = asked(user, password.clone());
            tell(false, "");
            return roles;
        } catch (ProblemException e) {
            tell(true, e.problem().toString());
            Optional<Set<String>> here =
                    local.roles(user, password).filter(roles -> roles.stream().anyMatch(administrators::contains));
            if (here.isEmpty()) {
                throw e;
            }
            return here;
        }
    }

    private Optional<Set<String>> asked(String user, char[] password) {
        Future<Optional<Set<String>>> answer;
        try {
            answer = asking.submit(() -> directory.roles(user, password));
        } catch (RejectedExecutionException e) {
            throw silent(e);
        }
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw silent(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private ProblemException silent(Exception cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.DIRECTORY_UNAVAILABLE,
                        Map.of("reason", Sentence.of("directory.silent", Map.of("seconds", limit.toSeconds())))),
                cause);
    }

    /** Once per change, and not per sign-in. */
    private void tell(boolean now, String why) {
        if (down != now) {
            down = now;
            if (now) {
                LOG.error("{}", why);
            } else {
                LOG.info("The directory that knows the users answers again.");
            }
        }
    }
}
