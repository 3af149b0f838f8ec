package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of docs/settings.md is made from the code. {@code -Dgolden.update=true} writes it anew. */
class SettingsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "settings.md");
    private static final String BEGIN = "<!-- made from the code by SettingsPageTest -->\n";
    private static final String END = "<!-- end of what is made from the code -->\n";

    @Test
    void listsEverySettingAsTheCodeReadsIt() throws IOException {
        String page = Files.readString(PAGE);
        String made =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, made);
        }
        assertThat(page).isEqualTo(made);
    }

    private static String table() {
        return SettingsReader.catalogue(reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))
                .stream()
                .map(SettingsPageTest::row)
                .collect(Collectors.joining("", "| variable | default | values | meaning |\n|---|---|---|---|\n", ""));
    }

    private static String row(Setting<?> setting) {
        String byDefault = switch (setting.byDefault()) {
            case Setting.Default.Value(String text) -> "`" + text + "`";
            case Setting.Default.Described(String words) -> words;
        };
        return "| `%s` | %s | %s | %s |\n"
                .formatted(setting.name(), byDefault, setting.syntax().expected(), setting.meaning());
    }
}
