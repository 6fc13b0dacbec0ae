package dev.lockstep.core.settings;

import java.util.Map;

/** The values of all settings of a file, each of which can be used. Never changes, and says nothing of them as a text. */
public final class EtcValues {
    private final Map<String, Object> values;

    EtcValues(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** The value of a setting of this file. */
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting.name());
        if (value == null) {
            throw new IllegalArgumentException("this file has no setting " + setting.name());
        }
        return (T) value;
    }
}
