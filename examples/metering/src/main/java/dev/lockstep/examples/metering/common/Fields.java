package dev.lockstep.examples.metering.common;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of one JSON object, asked for by name and type. Members that nobody asks for are ignored. */
public record Fields(Map<String, Object> members) {
    public Fields {
        members = Map.copyOf(new LinkedHashMap<>(members));
    }

    /** The string under this name; an error if it is missing or something else. */
    public String text(String name) throws BadInput {
        return typed(name, String.class, "a string");
    }

    public Optional<String> optionalText(String name) throws BadInput {
        return members.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
    }

    public BigDecimal decimal(String name) throws BadInput {
        return typed(name, BigDecimal.class, "a number");
    }

    public boolean flag(String name) throws BadInput {
        return typed(name, Boolean.class, "true or false");
    }

    /** The whole number under this name; an error if it does not fit a long. */
    public long integer(String name) throws BadInput {
        try {
            BigDecimal decimal = decimal(name);
            // Refused before the conversion: 1e999999999 would be written out digit by digit.
            if (decimal.scale() < -18) {
                throw new ArithmeticException("too large");
            }
            return decimal.longValueExact();
        } catch (ArithmeticException e) {
            throw new BadInput("json.field", "\"" + name + "\" must be a whole number.");
        }
    }

    /** The objects in the array under this name. */
    public List<Fields> objects(String name) throws BadInput {
        List<Fields> objects = new ArrayList<>();
        for (Object element : (Iterable<?>) typed(name, List.class, "an array")) {
            objects.add(object(name, element));
        }
        return objects;
    }

    /** The object under this name. */
    public Fields object(String name) throws BadInput {
        return object(name, typed(name, Map.class, "an object"));
    }

    private static Fields object(String name, Object value) throws BadInput {
        if (!(value instanceof Map<?, ?> map)) {
            throw new BadInput("json.field", "\"" + name + "\" must hold objects.");
        }
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((key, member) -> members.put(String.valueOf(key), member));
        return new Fields(members);
    }

    private <T> T typed(String name, Class<T> type, String wanted) throws BadInput {
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            String problem = value == null ? " is missing: it must be " : " must be ";
            throw new BadInput("json.field", "\"" + name + "\"" + problem + wanted + ".");
        }
        return type.cast(value);
    }
}
