package dev.lockstep.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.OwnerFile;
import dev.lockstep.core.files.SetAside;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file in which a node keeps something for itself, as {@link StateJson}. It is replaced as a whole, so that a power cut leaves
 * the old contents or the new. One writer at a time.
 *
 * <p>The disk may damage it all the same. What is damaged is set aside as {@code <name>.damaged} (see {@link SetAside}) and
 * <ul>
 *   <li>replaced by its copy, if it is kept {@linkplain #twice() twice};
 *   <li>else refused by name, if the node {@linkplain #notWithout(String) cannot do without} it;
 *   <li>else it counts as not there, for then what stands in it comes again by itself.
 * </ul>
 *
 * <p>A file names its {@code format}; without a number it has the first. A format grows by members that need not be there. A version
 * that has to change it in another way writes a higher number and leaves the last file of the format before as
 * {@code <name>.format-N}; the version before, if it comes back, goes on with that.
 *
 * <p>Safe for use by several threads, if all use the same object: a reader may write, too, a copy that is older than the file.
 *
 * @param <T> what stands in it
 */
public final class StateFile<T> {
    private static final System.Logger LOG = System.getLogger(StateFile.class.getName());

    private final Path path;
    private final Class<T> form;
    private final int longest;
    private final int format;
    private final boolean twice;
    private final boolean ownerOnly;
    private final Optional<String> loss;
    private final Consumer<T> check;

    private StateFile(
            Path path,
            Class<T> form,
            int longest,
            int format,
            boolean twice,
            boolean ownerOnly,
            Optional<String> loss,
            Consumer<T> check) {
        this.path = path;
        this.form = form;
        this.longest = longest;
        this.format = format;
        this.twice = twice;
        this.ownerOnly = ownerOnly;
        this.loss = loss;
        this.check = check;
    }

    /**
     * A file whose contents come again by themselves if they are lost.
     *
     * @param path where it stands
     * @param form what stands in it
     * @param longest how many bytes it has at most
     */
    public static <T> StateFile<T> of(Path path, Class<T> form, int longest) {
        return new StateFile<>(path, form, longest, 1, false, false, Optional.empty(), any -> {});
    }

    /** The same, with a copy beside it, {@code <name>.copy}, that takes its place if it is damaged. */
    public StateFile<T> twice() {
        return new StateFile<>(path, form, longest, format, true, ownerOnly, loss, check);
    }

    /** The same, readable for nobody but its owner. */
    public StateFile<T> ownerOnly() {
        return new StateFile<>(path, form, longest, format, twice, true, loss, check);
    }

    /**
     * The same, but if neither it nor a copy can be used, reading it is refused.
     *
     * @param key of the sentence that says what is lost if somebody removes the file
     */
    public StateFile<T> notWithout(String key) {
        return new StateFile<>(path, form, longest, format, twice, ownerOnly, Optional.of(key), check);
    }

    /**
     * The same, where what is in its form may be damaged all the same.
     *
     * @param sense throws {@link IllegalArgumentException} or {@link ProblemException} if the contents make no sense
     */
    public StateFile<T> checked(Consumer<T> sense) {
        return new StateFile<>(path, form, longest, format, twice, ownerOnly, loss, sense);
    }

    /** The same in another format than the first. */
    StateFile<T> inFormat(int number) {
        return new StateFile<>(path, form, longest, number, twice, ownerOnly, loss, check);
    }

    /** Where it stands. */
    public Path path() {
        return path;
    }

    /**
     * What stands in it; empty if it is not there, or if it was lost and comes again by itself.
     *
     * @throws ProblemException with {@code STATE_DAMAGED} if it is damaged and the node cannot do without it, or with
     *     {@code NOT_READABLE} if the disk does not let it be read now
     */
    public synchronized Optional<T> read() {
        Found<T> found;
        try {
            found = look(path);
        } catch (IOException e) {
            return unreadable(e);
        }
        if (found instanceof Found.Good<T> good) {
            keepCopy(good.bytes());
            return Optional.of(good.value());
        }
        return found instanceof Found.Bad<T> bad ? repaired(bad.why()) : Optional.empty();
    }

    /** Nothing is set aside: the disk may be well again in a moment. */
    private Optional<T> unreadable(IOException failure) {
        if (loss.isPresent()) {
            throw DiskProblems.reading(path, failure);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                DiskProblems.reading(path, failure).problem().toString());
        return Optional.empty();
    }

    private Optional<T> repaired(Sentence why) {
        for (Path other : List.of(beside("format-" + format), beside("copy"))) {
            try {
                if (look(other) instanceof Found.Good<T> good) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            path + " is damaged (" + why + "), and is replaced by " + other);
                    SetAside.copy(path);
                    replace(path, good.bytes());
                    return Optional.of(good.value());
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, path + " could not be replaced by " + other + ": " + e);
            }
        }
        if (loss.isPresent()) {
            throw ProblemException.of(
                    ProblemCode.STATE_DAMAGED,
                    Map.of("file", path.toString(), "reason", why, "loss", Sentence.of(loss.get())));
        }
        try {
            Path aside = SetAside.move(path);
            LOG.log(System.Logger.Level.WARNING, path + " is damaged (" + why + "), and was set aside as " + aside);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, path + " is damaged (" + why + "), and cannot be set aside: " + e);
        }
        return Optional.empty();
    }

    private Found<T> look(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return new Found.Bad<>(Sentence.of("state.folder"));
        }
        try {
            Optional<byte[]> bytes = DurableFiles.read(file, longest);
            if (bytes.isEmpty()) {
                return new Found.None<>();
            }
            T value = parsed(file, bytes.get(), form, format);
            check.accept(value);
            return new Found.Good<>(value, bytes.get());
        } catch (AccessDeniedException e) {
            return new Found.Bad<>(Sentence.of("state.denied"));
        } catch (DurableFiles.TooLongException e) {
            return new Found.Bad<>(Sentence.of("state.too-long"));
        } catch (DamagedException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            return new Found.Bad<>(e.reason);
        } catch (IllegalArgumentException | ProblemException e) {
            LOG.log(System.Logger.Level.WARNING, file + ": " + e.getMessage());
            return new Found.Bad<>(Sentence.of("state.contents"));
        }
    }

    /**
     * Reads what stood in a file, or in one of its lines.
     *
     * @throws DamagedException if it is not in its form
     */
    public static <T> T read(Path path, byte[] contents, Class<T> form) throws DamagedException {
        return parsed(path, contents, form, 1);
    }

    private static <T> T parsed(Path path, byte[] contents, Class<T> form, int format) throws DamagedException {
        boolean later = formatOf(contents) > format;
        try {
            T value = StateJson.read(contents, form);
            if (!later) {
                return value;
            }
            throw new DamagedException(path, Sentence.of("state.later"), "it is of a later format");
        } catch (JsonFormatException e) {
            throw new DamagedException(path, Sentence.of(later ? "state.later" : "state.contents"), e.getMessage());
        }
    }

    /** The format that a file names; 1 if it names none. */
    private static int formatOf(byte[] contents) {
        try {
            JsonNode format = StrictJson.parse(contents).path(StateJson.FORMAT);
            return format.isInt() ? format.intValue() : 1;
        } catch (JsonFormatException e) {
            return 1;
        }
    }

    /** Replaces what stands in it, and returns when that would survive a power cut. */
    public synchronized void write(T state) throws IOException {
        byte[] bytes = StateJson.writeIndented(state, format);
        keepFormatBefore();
        if (Files.isDirectory(path)) {
            SetAside.move(path);
        }
        replace(path, bytes);
        keepCopy(bytes);
    }

    /** Removes it with its copy. Returns when that would survive a power cut. */
    public synchronized void delete() throws IOException {
        DurableFiles.delete(beside("copy"));
        DurableFiles.delete(path);
        DurableFiles.syncFolder(path.toAbsolutePath().getParent());
    }

    private void keepFormatBefore() throws IOException {
        if (format == 1) {
            return;
        }
        Optional<byte[]> before = DurableFiles.read(path, longest);
        if (before.isPresent() && formatOf(before.get()) < format) {
            replace(beside("format-" + formatOf(before.get())), before.get());
        }
    }

    private void keepCopy(byte[] bytes) {
        Path copy = beside("copy");
        try {
            if (twice
                    && !DurableFiles.read(copy, longest)
                            .map(there -> Arrays.equals(there, bytes))
                            .orElse(false)) {
                replace(copy, bytes);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The copy " + copy + " could not be written: " + e);
        }
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        if (ownerOnly) {
            OwnerFile.write(file, bytes);
        } else {
            DurableFiles.write(file, bytes);
        }
    }

    private Path beside(String ending) {
        return path.resolveSibling(path.getFileName() + "." + ending);
    }

    /** What a look at a file found. */
    private sealed interface Found<T> {
        /** It is not there. */
        record None<T>() implements Found<T> {}

        /** It is in order. */
        @SuppressWarnings("ArrayRecordComponent")
        record Good<T>(T value, byte[] bytes) implements Found<T> {}

        /** It is damaged. */
        record Bad<T>(Sentence why) implements Found<T> {}
    }

    /** A file that is not in its form. The message names it. */
    public static final class DamagedException extends IOException {
        private final transient Sentence reason;

        private DamagedException(Path path, Sentence reason, String detail) {
            super(path + " is damaged: " + detail);
            this.reason = reason;
        }
    }
}
