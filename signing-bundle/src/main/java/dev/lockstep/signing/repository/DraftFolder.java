package dev.lockstep.signing.repository;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A draft as files: {@code <role>.json} is to be signed, {@code before/<role>.json} is what is published. */
record DraftFolder(Path folder) {
    private static final String SUFFIX = ".json";
    private static final String BEFORE = "before";
    private static final long LONGEST = 64L << 20;

    void write(Draft draft) throws IOException {
        if (draft.root().isPresent()) {
            write(folder, "root", draft.root().get());
        }
        for (Map.Entry<String, SignedMetadata<Targets>> file : draft.targets().entrySet()) {
            write(folder, file.getKey(), file.getValue());
        }
        if (draft.rootBefore().isPresent()) {
            write(folder.resolve(BEFORE), "root", draft.rootBefore().get());
        }
        if (draft.targetsBefore().isPresent()) {
            write(folder.resolve(BEFORE), "targets", draft.targetsBefore().get());
        }
    }

    private static void write(Path folder, String role, SignedMetadata<?> file) throws IOException {
        DurableFiles.createFolders(folder);
        DurableFiles.write(folder.resolve(role + SUFFIX), file.bytes());
    }

    Draft read() throws IOException, UnusableDraftException {
        Optional<SignedMetadata<Root>> root = Optional.empty();
        Map<String, SignedMetadata<Targets>> targets = new LinkedHashMap<>();
        for (String role : roles()) {
            if (role.equals("root")) {
                root = Optional.of(file(folder, role, MetadataType.ROOT));
            } else {
                targets.put(role, file(folder, role, MetadataType.TARGETS));
            }
        }
        if (root.isEmpty() && targets.isEmpty()) {
            throw new UnusableDraftException("there is none in " + folder);
        }
        Path before = folder.resolve(BEFORE);
        return new Draft(
                Files.exists(before.resolve("root" + SUFFIX))
                        ? Optional.of(file(before, "root", MetadataType.ROOT))
                        : Optional.empty(),
                Files.exists(before.resolve("targets" + SUFFIX))
                        ? Optional.of(file(before, "targets", MetadataType.TARGETS))
                        : Optional.empty(),
                root,
                targets);
    }

    private List<String> roles() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    private static <T extends RoleMetadata> SignedMetadata<T> file(Path folder, String role, MetadataType<T> type)
            throws IOException, UnusableDraftException {
        Path file = folder.resolve(role + SUFFIX);
        if (Files.size(file) > LONGEST) {
            throw new UnusableDraftException(file + " is far too long");
        }
        try {
            return SignedMetadata.parse(Files.readAllBytes(file), type);
        } catch (IllegalArgumentException e) {
            throw new UnusableDraftException(file + " is not " + role + " metadata: " + e.getMessage(), e);
        }
    }
}
