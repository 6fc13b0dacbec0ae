package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.store.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which file a path of the common layout names. Only names of exactly the forms that the layout has become paths, so that
 * nothing else of this computer can be asked for.
 *
 * @param distribution the distribution folder, with metadata and descriptions
 * @param store the content store, with the payloads
 */
record FolderLayout(Path distribution, Path store) {
    private static final String JSON = "application/json";
    private static final Pattern METADATA =
            Pattern.compile("timestamp\\.json|[0-9]{1,18}\\.[A-Za-z0-9._~%-]{1,200}\\.json");
    private static final Pattern DESCRIPTION = Pattern.compile("([0-9a-f]{64})\\.[0-9A-Za-z.+-]{1,200}\\.json");
    private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    Optional<ServedFile> find(List<String> names) {
        if (names.size() == 3 && names.get(0).equals("metadata") && names.get(1).equals("vendor")) {
            return metadata(names.get(2));
        }
        if (names.size() < 3 || !names.get(0).equals("targets")) {
            return Optional.empty();
        }
        return switch (names.get(1)) {
            case "sha256" -> names.size() == 4 ? payload(names.get(2), names.get(3)) : Optional.empty();
            case "releases" -> names.size() == 3 ? description("releases", names.get(2)) : Optional.empty();
            case "modules" ->
                names.size() == 4 && MODULE.matcher(names.get(2)).matches()
                        ? description("modules/" + names.get(2), names.get(3))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<ServedFile> metadata(String name) {
        return METADATA.matcher(name).matches()
                ? Optional.of(new ServedFile(
                        distribution.resolve("metadata").resolve("vendor").resolve(name),
                        JSON,
                        Optional.empty(),
                        !name.equals("timestamp.json")))
                : Optional.empty();
    }

    private Optional<ServedFile> description(String folder, String name) {
        Matcher matcher = DESCRIPTION.matcher(name);
        return matcher.matches()
                ? Optional.of(new ServedFile(
                        distribution.resolve("targets").resolve(folder).resolve(name),
                        JSON,
                        Optional.of(matcher.group(1)),
                        true))
                : Optional.empty();
    }

    private Optional<ServedFile> payload(String shard, String hash) {
        return hash.startsWith(shard) && shard.length() == 2 && Digest.isHash(hash)
                ? Optional.of(new ServedFile(
                        store.resolve(new Digest(hash).path()), "application/octet-stream", Optional.of(hash), true))
                : Optional.empty();
    }
}
