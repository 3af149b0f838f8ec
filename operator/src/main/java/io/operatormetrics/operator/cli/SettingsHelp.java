package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.util.stream.Collectors;

/** The part of a command's {@code --help} that lists the environment variables. */
final class SettingsHelp {

    private SettingsHelp() {}

    /** The same command line with that part. */
    static CommandLine listingSettings(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, _ -> settings());
        return command;
    }

    private static String settings() {
        return SettingsReader.catalogue(reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))
                .stream()
                .map(SettingsHelp::describe)
                .collect(Collectors.joining(
                        "", "%nIt is configured by environment variables (default in brackets):%n".formatted(), ""));
    }

    private static String describe(Setting<?> setting) {
        String byDefault = switch (setting.byDefault()) {
            case Setting.Default.Value(String text) -> text;
            case Setting.Default.Described(String words) -> words;
        };
        return "%n%s [%s]%n    %s.%n"
                .formatted(setting.name(), byDefault, setting.meaning())
                .replace("`", "");
    }
}
