package dev.lockstep.examples.metering.verify;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Fields;
import java.util.HashMap;
import java.util.Map;

/**
 * What the meters measured beside what the server stored.
 *
 * <p>A reading is <em>lost</em> when its number lies between 1 and the last number that its meter gave, and the server
 * does not hold it; <em>doubled</em> when the server holds it more than once.
 *
 * @param lost over all meters
 * @param doubled over all meters
 * @param complete whether the newest reading of every meter has arrived, so that a lost one is not merely under way
 */
record Comparison(long lost, long doubled, boolean complete) {
    static Comparison of(Map<String, Long> last, Fields summary) throws BadInput {
        Map<String, Fields> stored = new HashMap<>();
        for (Fields meter : summary.objects("meters")) {
            stored.put(meter.text("meter"), meter);
        }
        long lost = 0;
        long doubled = 0;
        boolean complete = true;
        for (Map.Entry<String, Long> meter : last.entrySet()) {
            Fields row = stored.get(meter.getKey());
            if (row == null) {
                lost += meter.getValue();
                complete &= meter.getValue() == 0;
            } else {
                // What stands beyond the meter's last number was never measured: it must not hide a gap.
                lost += Math.max(0, meter.getValue() - row.integer("maximum")) + row.integer("gaps");
                doubled += row.integer("doubled");
                complete &= row.integer("maximum") >= meter.getValue();
            }
        }
        return new Comparison(lost, doubled, complete);
    }

    boolean clean() {
        return complete && lost == 0 && doubled == 0;
    }
}
