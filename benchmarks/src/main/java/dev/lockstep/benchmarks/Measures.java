package dev.lockstep.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was measured: printed line by line as it comes, and written to a file at the end. */
public final class Measures {
    private static final String ROW = "%-62s %-22s %-22s %-18s %s%n";

    private final PrintStream out;
    private final ObjectNode document = new ObjectMapper().createObjectNode();
    private final ArrayNode measures = document.putArray("measures");

    public Measures(PrintStream out) {
        this.out = out;
    }

    /** Says where and when. */
    public void facts(Map<String, String> facts) {
        facts.forEach((name, value) -> {
            out.println(name + ": " + value);
            document.put(name, value);
        });
    }

    /** The head of the table. */
    public void head(String peer) {
        out.printf("%n" + ROW, "median (lowest-highest)", "Lockstep", peer, "ratio", "times");
    }

    /** Something that nobody else does, or that stands for itself. */
    public void alone(String what, String unit, List<Double> values) {
        out.printf(ROW, what + ", " + unit, Spread.of(values), "", "", values.size());
        put(measures.addObject().put("what", what).put("unit", unit), "lockstep", values);
    }

    /** The same done by both in turns; the ratio is that of each pair, and less than 1 where Lockstep needs less. */
    public void pairs(String what, String unit, List<Double> ours, List<Double> theirs) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        out.printf(ROW, what + ", " + unit, Spread.of(ours), Spread.of(theirs), Spread.of(ratios), ours.size());
        ObjectNode measure = measures.addObject().put("what", what).put("unit", unit);
        put(measure, "lockstep", ours);
        put(measure, "peer", theirs);
        put(measure, "ratio", ratios);
    }

    private static void put(ObjectNode measure, String name, List<Double> values) {
        Spread spread = Spread.of(values);
        ObjectNode entry = measure.putObject(name);
        entry.put("median", spread.median()).put("least", spread.least()).put("most", spread.most());
        ArrayNode all = entry.putArray("values");
        values.forEach(all::add);
    }

    /** Writes everything as JSON. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, document.toPrettyString() + "\n");
        out.println("\nWritten to " + file);
    }
}
