package dev.lockstep.core.tuf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TAP 15. */
class SuccinctRolesTest {
    private static final Role ROLE = new Role(Set.of("k"), 1);

    @Test
    void binsAreNamedInHexadecimalAsWideAsTheHighestOne() {
        assertThat(new SuccinctRoles(ROLE, 8, "bins").bin(255).name()).isEqualTo("bins-ff");
        assertThat(new SuccinctRoles(ROLE, 10, "bins").bin(1).name()).isEqualTo("bins-001");
        assertThat(new SuccinctRoles(ROLE, 32, "b").bin(0xffffffffL).name()).isEqualTo("b-ffffffff");
        assertThat(new SuccinctRoles(ROLE, 1, "b").bin(1).name()).isEqualTo("b-1");
    }

    @Test
    void aTargetBelongsToTheBinOfTheFirstBitsOfItsHash() {
        String target = "abc";
        // SHA-256("abc") = ba7816bf...: 1011 1010 0111 1000
        assertThat(new SuccinctRoles(ROLE, 1, "b").roleFor(target).name()).isEqualTo("b-1");
        assertThat(new SuccinctRoles(ROLE, 3, "b").roleFor(target).name()).isEqualTo("b-5");
        assertThat(new SuccinctRoles(ROLE, 8, "b").roleFor(target).name()).isEqualTo("b-ba");
        assertThat(new SuccinctRoles(ROLE, 10, "b").roleFor(target).name()).isEqualTo("b-2e9");
        assertThat(new SuccinctRoles(ROLE, 32, "b").roleFor(target).name()).isEqualTo("b-ba7816bf");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 8, 13, 32})
    void exactlyTheBinOfATargetCoversIt(int bits) {
        SuccinctRoles bins = new SuccinctRoles(ROLE, bits, "b");
        for (String target : new String[] {"a", "modules/x", "releases/1.1.0.json"}) {
            DelegatedRole bin = bins.roleFor(target);

            assertThat(bin.mayName(target)).isTrue();
            assertThat(bins.hasBin(bin.name())).isTrue();
            assertThat(bins.bin(bin.name().equals(bins.bin(0).name()) ? 1 : 0).mayName(target))
                    .isFalse();
        }
    }

    @Test
    void onlyRolesOfTheRightNameAreBins() {
        SuccinctRoles bins = new SuccinctRoles(ROLE, 5, "b");

        assertThat(bins.hasBin("b-1f")).isTrue();
        assertThat(bins.hasBin("b-20")).isFalse();
        assertThat(bins.hasBin("b-1F")).isFalse();
        assertThat(bins.hasBin("b-001")).isFalse();
        assertThat(bins.hasBin("b-")).isFalse();
        assertThat(bins.hasBin("c-00")).isFalse();
    }
}
