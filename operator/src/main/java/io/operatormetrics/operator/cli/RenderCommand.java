package io.operatormetrics.operator.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.operator.logging.LogSetup;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.render.RenderInputs;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.server.settings.SettingProblem;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.x509.X509Exception;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Prints what {@code run} would keep in the cluster, for those who apply it themselves. Asks no cluster and prints no Secret. */
@Command(
        name = "render",
        description =
                "Prints as YAML, from the settings alone, the objects by which Prometheus finds, reaches and judges the endpoint.",
        mixinStandardHelpOptions = true)
public final class RenderCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(RenderCommand.class);

    private final Supplier<SettingsOutcome<OperatorSettings>> settings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description =
                    "PEM certificates that Prometheus is to trust the endpoint by; with it the CA bundle is printed too.")
    private @Nullable Path caFile;

    public RenderCommand(Supplier<SettingsOutcome<OperatorSettings>> settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        return switch (settings.get()) {
            case SettingsOutcome.Valid<OperatorSettings>(var valid, var warnings) -> {
                List<SettingProblem> problems = pickedPorts(valid);
                yield problems.isEmpty()
                        ? print(valid, warnings)
                        : SettingProblems.report(problems, spec.commandLine().getErr()::println);
            }
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) ->
                SettingProblems.report(problems, spec.commandLine().getErr()::println);
        };
    }

    /** Ports that are known only once something listens, when no Service or policy can name them any more. */
    private static List<SettingProblem> pickedPorts(OperatorSettings settings) {
        List<SettingProblem> problems = new ArrayList<>();
        if (settings.metrics().address().port() == 0) {
            problems.add(new SettingProblem("METRICS_PORT", "0", "1-65535, for the Service to name"));
        }
        if (settings.health().address().port() == 0) {
            problems.add(new SettingProblem("HEALTH_PORT", "0", "1-65535, for the policy to name"));
        }
        return problems;
    }

    private int print(OperatorSettings valid, List<String> warnings) {
        LogSetup.apply(valid.log());
        warnings.forEach(log::warn);
        try {
            return print(RenderInputs.ofSettings(
                    ResourceNames.of(valid), valid.monitoring(), trusted(ResourceNames.of(valid))));
        } catch (X509Exception e) {
            spec.commandLine().getErr().println("--ca-file: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private List<X509Certificate> trusted(ResourceNames identity) throws X509Exception {
        if (caFile == null) {
            return List.of();
        }
        if (!identity.servesTls()) {
            throw new ParameterException(
                    spec.commandLine(), "--ca-file needs METRICS_SCHEME=https: nothing is verified over plain HTTP");
        }
        return new CaFile(caFile).certificates();
    }

    private int print(RenderInputs inputs) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(RenderPreamble.of(inputs));
        for (HasMetadata object : DesiredObjects.render(inputs)) {
            out.print(Serialization.asYaml(object));
        }
        // A full disk must not pass for success.
        return out.checkError() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
