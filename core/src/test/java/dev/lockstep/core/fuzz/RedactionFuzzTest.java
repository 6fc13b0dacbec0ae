package dev.lockstep.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.HttpProxy;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A password never stands in what an address is told with, whatever is wrong with the address. */
class RedactionFuzzTest {
    private static final List<String> WITH_A_PLACE = List.of(
            "http://user:%s@proxy.example:3128",
            "user:%s@proxy.example:3128",
            "//user:%s@proxy.example:3128",
            "http:/user:%s@proxy.example",
            "http:user:%s@proxy.example",
            "http//user:%s@proxy.example",
            "HTTPS://user:%s@proxy.example/a/b",
            "socks5://user:%s@proxy.example",
            "http://:%s@proxy.example",
            "http://%s@proxy.example",
            "http://user:%s@proxy.example:port",
            "http://user:%s@proxy.example:99999",
            "http://user:%s@proxy.example/path?a=b#c",
            "http://user:%s@proxy example",
            "http://user:%s@[::1",
            "http://user:%s@@proxy.example",
            "http://user:%s@proxy.example@other.example",
            "http://user:%s%%40proxy.example",
            "  http://user:%s@proxy.example\n",
            "http://user:%s@",
            "http://user:1/%s@proxy.example/");

    private static final List<String> WITHOUT = List.of(
            "http://user:%s",
            "user:%s",
            "http://user:%s proxy.example",
            "http://proxy.example user:%s",
            "http://proxy.example:3128@user:%s",
            "http://proxy.example/?password=%s",
            "http://proxy.example#%s",
            "http://user:%s\uff20proxy.example:3128");

    /** A password and an address around it. */
    record Sample(List<String> parts, String address) {}

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.oneOf(
                samples(WITH_A_PLACE, "/?#:@ %\\[]{}<>|^`\"';&=+$!*()~,\t"), samples(WITHOUT, "/?#: \\[]&=+!"));
    }

    private static Arbitrary<Sample> samples(List<String> forms, String between) {
        Arbitrary<List<String>> parts = Arbitraries.strings()
                .withCharRange('A', 'Z')
                .ofMinLength(4)
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(
                        parts, Arbitraries.of(forms), Arbitraries.chars().with(between))
                .as((words, form, separator) ->
                        new Sample(words, String.format(form, String.join(separator.toString(), words))));
    }

    @Property
    void no_password_in_what_an_address_is_told_with(@ForAll("samples") Sample sample) {
        String address = sample.address();
        Stream<String> said = Stream.of(
                Redaction.of(address),
                told(address, HttpProxy::parse),
                told(address, NodeSettings.VENDOR_PROXY::read),
                told(address, NodeSettings.VENDOR_URLS::read),
                told(address, RedactionFuzzTest::opened));
        assertThat(said).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain(sample.parts()));
    }

    private static String opened(String address) {
        URI url;
        try {
            url = URI.create(address);
        } catch (IllegalArgumentException e) {
            return "";
        }
        return new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                .open(new UpdateSource.Vendor(List.of(url)))
                .sourceName();
    }

    private static String told(String address, Function<String, Object> reader) {
        try {
            return String.valueOf(reader.apply(address));
        } catch (RuntimeException e) {
            StringWriter all = new StringWriter();
            e.printStackTrace(new PrintWriter(all));
            for (Throwable at = e; at != null; at = at.getCause()) {
                if (at instanceof ProblemException problem) {
                    all.append(problem.problem().text(Locale.ENGLISH))
                            .append(problem.problem().text(Locale.forLanguageTag("ru")))
                            .append(problem.problem().facts().toString());
                }
            }
            return all.toString();
        }
    }

    @Example
    void what_is_harmless_is_shown() {
        assertThat(Redaction.of("http://user:p/ss@proxy:3128")).isEqualTo("http://...@proxy:3128");
        assertThat(Redaction.of("user:pass@proxy:3128")).isEqualTo("...@proxy:3128");
        assertThat(Redaction.of("htp://updates.example.org/a-b/c_d")).isEqualTo("htp://updates.example.org/a-b/c_d");
        assertThat(Redaction.of("https://[2001:db8::1]:8443/x")).isEqualTo("https://[2001:db8::1]:8443/x");
        assertThat(Redaction.of("https://обновления.рф/")).isEqualTo("https://обновления.рф/");
        assertThat(Redaction.of("https://h/?token=abc")).isEqualTo("https://h/?...");
        assertThat(Redaction.of("two words")).isEqualTo("...");
    }
}
