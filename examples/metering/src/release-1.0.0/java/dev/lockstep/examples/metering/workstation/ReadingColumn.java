package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Fields;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;

/** The columns of the table of readings. */
enum ReadingColumn {
    METER,
    SEQUENCE,
    TIME,
    KWH;

    /** The text of a cell, in the language of the window and the time zone of the computer. */
    String text(Fields reading, Texts texts) throws BadInput {
        return switch (this) {
            case METER -> reading.text("meter");
            case SEQUENCE -> Long.toString(reading.integer("sequence"));
            case TIME -> time(reading.text("time"), texts);
            case KWH -> kwh(reading, texts);
        };
    }

    private static String kwh(Fields reading, Texts texts) throws BadInput {
        NumberFormat format = NumberFormat.getNumberInstance(texts.locale());
        format.setMinimumFractionDigits(3);
        return format.format(reading.decimal("kwh"));
    }

    private static String time(String time, Texts texts) throws BadInput {
        try {
            return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT, FormatStyle.MEDIUM)
                    .withLocale(texts.locale())
                    .withZone(ZoneId.systemDefault())
                    .format(Instant.parse(time));
        } catch (DateTimeException e) {
            throw new BadInput("reading.time", "\"" + time + "\" is not a time.");
        }
    }
}
