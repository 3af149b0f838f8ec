package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.operator.cli.AotTrainingCommand;
import io.operatormetrics.operator.cli.CleanupCommand;
import io.operatormetrics.operator.cli.Commands;
import io.operatormetrics.operator.cli.RenderCommand;
import io.operatormetrics.operator.cli.Run;
import io.operatormetrics.operator.cli.RunCommand;
import io.operatormetrics.operator.controller.Cleanup;
import io.operatormetrics.operator.logging.LogSetup;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where the program starts. */
public final class Main {

    private static final Logger log = LoggerFactory.getLogger(Main.class);

    /** System property with the folder that says whether this is a pod, for tests that have none. */
    private static final String SERVICE_ACCOUNT_FOLDER = "operator-metrics.service-account-folder";

    /** Where the kubelet puts it. */
    private static final String KUBELETS_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

    private Main() {}

    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, exception) -> log.error("uncaught exception in thread {}", thread.getName(), exception));
        Map<String, String> environment = System.getenv();
        BuildInfo build = BuildInfo.load();
        Termination termination = new Termination();
        Path serviceAccountFolder = Path.of(System.getProperty(SERVICE_ACCOUNT_FOLDER, KUBELETS_FOLDER));
        Function<Map<String, String>, SettingsOutcome<OperatorSettings>> schema = variables -> SettingsReader.read(
                variables, reader -> OperatorSettings.read(reader, RuntimeEnvironment.detect(serviceAccountFolder)));
        Supplier<SettingsOutcome<OperatorSettings>> settings = () -> schema.apply(environment);
        CleanupCommand.Settings settingsOf = installation -> schema.apply(
                installation.map(named -> named.environment(environment)).orElse(environment));
        Run run = new Run(settings, (valid, warnings) -> run(valid, warnings, build, termination));
        termination.exit(
                Run.isAllOf(args)
                        ? run.execute(System.err::println)
                        : commands(run, settings, settingsOf, build).execute(args));
    }

    private static CommandLine commands(
            Run run,
            Supplier<SettingsOutcome<OperatorSettings>> settings,
            CleanupCommand.Settings settingsOf,
            BuildInfo build) {
        return Commands.create(
                build.toString(),
                new RunCommand(run),
                List.of(new RenderCommand(settings), new CleanupCommand(settingsOf, Main::cleanUp)),
                new AotTrainingCommand(new AotTraining(build, Clock.systemUTC())::run));
    }

    private static boolean cleanUp(OperatorSettings settings, Cleanup.Effect effect, Consumer<String> out)
            throws InterruptedException {
        try (KubernetesClient client =
                KubernetesClients.create(new ConfigBuilder().build(), new PrometheusRegistry(), SelfMetrics.PREFIX)) {
            return new Cleanup(client, settings, effect, out).run();
        }
    }

    private static int run(OperatorSettings settings, List<String> warnings, BuildInfo build, Termination termination)
            throws InterruptedException {
        LogSetup.apply(settings.log());
        log.info("{} starting", build);
        warnings.forEach(log::warn);
        termination.install();
        try (Operator operator = new Operator(settings, build, () -> new ConfigBuilder().build(), Clock.systemUTC())) {
            operator.start();
            termination.awaitRequest();
            log.info("stopping");
        } catch (StartException e) {
            log.error("cannot start: {}", e.getMessage());
            log.debug("because of", e);
            return CommandLine.ExitCode.SOFTWARE;
        }
        log.info("stopped");
        return CommandLine.ExitCode.OK;
    }
}
