package io.operatormetrics.demo;

import io.operatormetrics.demo.process.Cleanup;
import io.operatormetrics.demo.process.DemoFailure;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** {@code bin/demo}. */
public final class Main {

    private static final int FAILURE = 1;
    private static final int USAGE_ERROR = 2;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(
                switch (DemoArguments.parse(List.of(arguments))) {
                    case DemoArguments.Run wish -> run(wish);
                    case DemoArguments.Help _ -> {
                        System.out.print(DemoArguments.USAGE);
                        yield 0;
                    }
                    case DemoArguments.Unknown(String argument) -> {
                        System.err.println(
                                "demo: unknown argument \"" + argument + "\" (expected: --once, --real, --help)");
                        yield USAGE_ERROR;
                    }
                });
    }

    private static int run(DemoArguments.Run wish) {
        String launcher = System.getProperty("operator-metrics.launcher");
        if (launcher == null) {
            System.err.println("demo: -Doperator-metrics.launcher is not set; please start it by bin/demo");
            return USAGE_ERROR;
        }
        Cleanup cleanup = new Cleanup();
        Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "cleanup"));
        try {
            var surroundings = new Demo.Surroundings(Path.of(launcher), System.getenv(), Clock.systemUTC());
            new Demo(surroundings, cleanup, System.out).run(wish);
            return 0;
        } catch (RuntimeException e) {
            // On Ctrl-C things end all over the place; that is no news.
            if (!cleanup.isClosed()) {
                report(e);
            }
            return FAILURE;
        } finally {
            cleanup.close();
        }
    }

    private static void report(RuntimeException failure) {
        if (failure instanceof DemoFailure) {
            System.err.println("demo: " + failure.getMessage());
        } else {
            failure.printStackTrace();
        }
    }
}
