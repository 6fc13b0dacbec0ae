package dev.lockstep.admin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings over HTTP, down to the file. */
@Timeout(300)
class SettingsTest {
    private static final String CHANNEL = AdminSite.ADMIN + "/settings/channel";

    private AdminSite site;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        site = new AdminSite(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aSettingIsExplainedInTheLanguageThatWasAskedFor() throws Exception {
        JsonNode english = site.as("view").get(CHANNEL).json();
        assertThat(english.toString())
                .isEqualTo("{\"name\":\"channel\",\"value\":\"stable\",\"kind\":\"text\",\"unset\":\"stable\","
                        + "\"usual\":[\"stable\",\"beta\"],"
                        + "\"description\":\"The channel whose releases are taken from the vendor.\"}");
        JsonNode russian =
                site.as("view").with("Accept-Language", "ru-RU,ru").get(CHANNEL).json();
        assertThat(russian.get("description").asText()).isEqualTo("Канал, выпуски которого берутся у поставщика.");
    }

    @Test
    @DisplayName("LS-140 What Anna changes over HTTP stands in the audit log as hers, and is undone as hers")
    void changedAndUndone() throws Exception {
        AdminSite.Answer seen = site.as("anna").get(CHANNEL);
        AdminSite.Answer changed =
                site.as("anna").with("If-Match", seen.header("etag")).put(CHANNEL, "{\"value\":\"beta\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("previous").asText()).isEqualTo("stable");
        assertThat(site.settingsFile).content().contains("channel = beta");
        AdminSite.Answer again = site.as("anna").get(CHANNEL);
        assertThat(again.header("etag")).isEqualTo(changed.header("etag")).isNotEqualTo(seen.header("etag"));
        assertThat(again.json().get("previous").asText()).isEqualTo("stable");
        AdminSite.Answer undone =
                site.as("anna").with("If-Match", again.header("etag")).post(CHANNEL + "/undo", "");
        assertThat(undone.json().get("value").asText()).isEqualTo("stable");
        assertThat(site.trail.latest(2))
                .extracting(entry -> entry.who() + ": " + entry.event().subject() + " from "
                        + entry.event().from() + " to " + entry.event().to())
                .containsExactly("user anna: channel from beta to stable", "user anna: channel from stable to beta");
    }

    @Test
    void whoHasNotSeenWhatAnotherChangedOverwritesNothing() throws Exception {
        String seen = site.as("anna").get(CHANNEL).header("etag");
        site.as("change-settings").with("If-Match", seen).put(CHANNEL, "{\"value\":\"beta\"}");
        AdminSite.Answer late = site.as("anna").with("If-Match", seen).put(CHANNEL, "{\"value\":\"nightly\"}");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().get("text").asText())
                .isEqualTo(
                        "What you saw has changed in the meantime: channel is \"beta\" now. Your change was not made. Look at it again before you decide.");
        AdminSite.Answer blind = site.as("anna").put(CHANNEL, "{\"value\":\"nightly\"}");
        assertThat(blind.status()).isEqualTo(428);
        assertThat(site.settingsFile).content().contains("channel = beta");
        assertThat(site.as("anna")
                        .with("If-Match", "*")
                        .put(CHANNEL, "{\"value\":\"nightly\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsTriedChangesNothingAndWhatCannotBeIsRefusedWithTheReason() throws Exception {
        AdminSite.Answer tried = site.as("anna").put(CHANNEL, "{\"value\":\"beta\",\"simulate\":true}");
        assertThat(tried.json().get("value").asText()).isEqualTo("beta");
        assertThat(tried.json().get("previous").asText()).isEqualTo("stable");
        AdminSite.Answer refused = site.as("anna")
                .with("If-Match", "*")
                .put(AdminSite.ADMIN + "/settings/check.interval", "{\"value\":\"soon\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("LS-SETTING-UNUSABLE", "check.interval");
        AdminSite.Answer unknown = site.as("anna").get(AdminSite.ADMIN + "/settings/chanel");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("LS-SETTING-UNKNOWN", "channel");
        assertThat(site.trail.latest(5))
                .noneMatch(entry -> entry.event().action().equals("change setting"));
    }

    @Test
    void aPasswordIsNeverShown() throws Exception {
        String proxy = AdminSite.ADMIN + "/settings/vendor.proxy";
        site.as("anna").with("If-Match", "*").put(proxy, "{\"value\":\"http://me:s3cret@proxy.example:3128\"}");
        site.as("anna").with("If-Match", "*").put(proxy, "{\"value\":\"\"}");
        assertThat(site.settingsFile).as("secrets have a file of their own").doesNotExist();
        assertThat(site.settingsFile.resolveSibling("dev.lockstep.secrets.properties"))
                .content()
                .doesNotContain("s3cret");
        AdminSite.Answer shown = site.as("anna").get(proxy);
        assertThat(shown.json().get("previous").asText()).isEqualTo("http://me:***@proxy.example:3128");
        AdminSite.Answer undone = site.as("anna").with("If-Match", "*").post(proxy + "/undo", "");
        assertThat(undone.status()).isEqualTo(422);
        assertThat(undone.body()).contains("*** stands for the password");
    }

    @Test
    void whatWasChangedWithAnEditorCannotBeUndone() throws Exception {
        site.as("anna").with("If-Match", "*").put(CHANNEL, "{\"value\":\"beta\"}");
        Files.writeString(site.settingsFile, "channel = nightly\n");
        site.settings.reload();
        AdminSite.Answer undone = site.as("anna").with("If-Match", "*").post(CHANNEL + "/undo", "");
        assertThat(undone.status()).isEqualTo(409);
        assertThat(undone.body()).contains("what channel was before is not known");
    }
}
