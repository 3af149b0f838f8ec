package io.operatormetrics.operator.settings;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingProblem;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Environment variables: settings, or problems of one short line each that show nothing that looks like a key. */
public final class SettingsFuzz {
    private static final List<String> NAMES = SettingsReader.catalogue(SettingsFuzz::schema).stream()
            .map(Setting::name)
            .toList();
    private static final int LONGEST_LINE = 1000;
    private static final String KEY = "-----BEGIN";

    private SettingsFuzz() {}

    private static OperatorSettings schema(SettingsReader reader) {
        return OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster());
    }

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        Map<String, String> variables = new HashMap<>();
        for (int settings = data.consumeInt(1, 4); settings > 0; settings--) {
            variables.put(data.pickValue(NAMES), data.consumeString(200));
        }
        if (SettingsReader.read(variables, SettingsFuzz::schema)
                instanceof SettingsOutcome.Invalid<OperatorSettings>(List<SettingProblem> problems)) {
            problems.stream().map(SettingProblem::line).forEach(SettingsFuzz::check);
        }
    }

    private static void check(String line) {
        if (line.length() > LONGEST_LINE || line.contains(KEY) || line.indexOf('\n') >= 0) {
            throw new AssertionError(line);
        }
    }
}
