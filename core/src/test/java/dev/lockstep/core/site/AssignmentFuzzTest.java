package dev.lockstep.core.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.site.SiteAssignment.AssignedModule;
import dev.lockstep.core.site.SiteAssignment.AssignedRelease;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** An assignment that somebody altered is refused with a sentence, or read as it then stands. */
class AssignmentFuzzTest {
    private static final Blob DESCRIPTION = Blob.of("a description".getBytes(StandardCharsets.UTF_8));
    private static final List<SiteAssignment> GENUINE = List.of(
            assignment(new Audience.Everybody()),
            assignment(new Audience.Group("pilot", new TreeSet<>(List.of("one", "two")))),
            assignment(new Audience.Computer("three")));

    private static SiteAssignment assignment(Audience audience) {
        return new SiteAssignment(
                audience,
                7,
                Optional.of(new AssignedRelease(Version.parse("1.1.0"), DESCRIPTION)),
                List.of(new AssignedModule("a.b", Version.parse("2.0.0-rc.1"), DESCRIPTION)),
                true);
    }

    @Property
    void what_was_altered_is_refused_or_read(
            @ForAll @IntRange(max = 2) int which,
            @ForAll @IntRange(max = 2000) int at,
            @ForAll @IntRange(max = 3) int removed,
            @ForAll @Size(max = 3) List<@ByteRange(min = 32, max = 126) Byte> inserted) {
        StringBuilder text =
                new StringBuilder(new String(AssignmentJson.write(GENUINE.get(which)), StandardCharsets.UTF_8));
        int position = at % text.length();
        text.delete(position, Math.min(text.length(), position + removed));
        inserted.forEach(letter -> text.insert(position, (char) letter.byteValue()));

        SiteAssignment read;
        try {
            read = AssignmentJson.read(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThat(refused).as("a sentence, not a parser's accident").isNotInstanceOf(NumberFormatException.class);
            return;
        }
        assertThat(AssignmentJson.read(AssignmentJson.write(read))).isEqualTo(read);
    }
}
