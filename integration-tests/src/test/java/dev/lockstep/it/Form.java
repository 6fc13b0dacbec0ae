package dev.lockstep.it;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The form of a file in which a node remembers something: a record that {@link StateFile} or {@link StateJson} reads.
 *
 * @param name of its class, without {@code dev.lockstep.}
 * @param shape what stands in it, as the version before had it
 */
record Form(String name, FormShape shape) {
    private static final String OURS = "dev.lockstep.";
    private static final Set<String> READERS = Set.of(StateFile.class.getName(), StateJson.class.getName());
    private static final Set<String> READING = Set.of("of", "read");

    Class<?> type() throws ClassNotFoundException {
        return Class.forName(OURS + name, false, Form.class.getClassLoader());
    }

    /** The file with an example in which nothing is left out. */
    String example() {
        return "version-before/forms/" + name + ".json";
    }

    @Override
    public String toString() {
        return name;
    }

    /** The forms of {@code formats.txt}. */
    static List<Form> listed() throws IOException {
        Map<String, List<String>> listed = new LinkedHashMap<>();
        List<String> members = new ArrayList<>();
        for (String line : OurClasses.lines("formats.txt")) {
            if (line.startsWith(" ")) {
                members.add(line);
            } else {
                members = new ArrayList<>();
                listed.put(line.strip(), members);
            }
        }
        return listed.entrySet().stream()
                .map(form -> new Form(form.getKey(), FormShape.parse(form.getValue())))
                .toList();
    }

    /** The forms that the compiled classes read. */
    static SortedSet<String> compiled(JavaClasses classes) {
        return classes.stream()
                .filter(each -> !READERS.contains(each.getName()))
                .filter(each -> each.getMethodCallsFromSelf().stream().anyMatch(Form::reads))
                .flatMap(each -> each.getReferencedClassObjects().stream())
                .map(constant -> constant.getRawType())
                .filter(JavaClass::isRecord)
                .map(form -> form.getName().substring(OURS.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean reads(JavaMethodCall call) {
        return READERS.contains(call.getTargetOwner().getName()) && READING.contains(call.getName());
    }
}
