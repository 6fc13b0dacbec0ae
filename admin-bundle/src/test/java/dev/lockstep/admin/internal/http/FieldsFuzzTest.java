package dev.lockstep.admin.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in a body or a query is read within its bounds, or refused as the mistake of who sent it. */
class FieldsFuzzTest {
    private static final List<String> NAMES = List.of("version", "names", "simulate", "most", "since", "passphrase");
    private static final List<String> VALUES = List.of(
            "\"1.2.3\"",
            "\"1.2.3-\\u0000\"",
            "[\"a\",\"b\"]",
            "[[]]",
            "[1]",
            "true",
            "\"true\"",
            "7",
            "-0",
            "9223372036854775808",
            "1.5",
            "1e999",
            "null",
            "{}",
            "\"2026-11-22T10:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"\\ud800\"",
            "\"" + "a".repeat(5000) + "\"",
            "[".repeat(2000));

    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<String> member = Combinators.combine(Arbitraries.of(NAMES), Arbitraries.of(VALUES))
                .as((name, value) -> "\"" + name + "\":" + value);
        Arbitrary<String> object = member.list().ofMaxSize(4).map(members -> "{" + String.join(",", members) + "}");
        Arbitrary<byte[]> damaged = Combinators.combine(
                        object, Arbitraries.doubles().between(0, 1), Arbitraries.bytes())
                .as((text, place, value) -> {
                    byte[] body = text.getBytes(UTF_8);
                    body[(int) (place * (body.length - 1))] = value;
                    return body;
                });
        return Arbitraries.oneOf(object.map(text -> text.getBytes(UTF_8)), damaged);
    }

    @Provide
    Arbitrary<Map<String, String>> queries() {
        return Arbitraries.maps(Arbitraries.of(NAMES), Arbitraries.oneOf(Arbitraries.of(VALUES), Arbitraries.strings()))
                .ofMaxSize(4);
    }

    @Property
    void bodies_of_any_kind(@ForAll("bodies") byte[] body) {
        everyKindOfField(() -> Fields.ofJson(body));
    }

    @Property
    void queries_of_any_kind(@ForAll("queries") Map<String, String> query) {
        everyKindOfField(() -> Fields.ofQuery(query));
    }

    private static void everyKindOfField(Supplier<Fields> sent) {
        try {
            sent.get().read(fields -> {
                assertThat(fields.texts("names", 8, 40)).allMatch(name -> name.length() <= 40);
                assertThat(fields.number("most", 5, 1, 100)).isBetween(1L, 100L);
                fields.version("version")
                        .ifPresent(version -> assertThat(version.toString()).hasSizeLessThanOrEqualTo(128));
                fields.instant("since");
                fields.flag("simulate", false);
                fields.optionalText("passphrase", 64)
                        .ifPresent(text -> assertThat(text)
                                .hasSizeLessThanOrEqualTo(64)
                                .matches(harmless -> harmless.chars().noneMatch(Character::isISOControl)));
                return fields;
            });
        } catch (CallException refused) {
            assertThat(refused.status()).isBetween(400, 499);
            assertThat(refused.problem().toString()).hasSizeLessThan(400);
        }
    }
}
