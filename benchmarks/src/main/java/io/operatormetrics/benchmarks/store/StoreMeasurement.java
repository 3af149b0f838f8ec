package io.operatormetrics.benchmarks.store;

import io.operatormetrics.benchmarks.BenchmarkFailure;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Runs {@link StoreBenchmark} at every size. */
public final class StoreMeasurement {

    private StoreMeasurement() {}

    /**
     * One benchmark at one size.
     *
     * @param error half of the 99.9 % confidence interval
     */
    public record Score(String benchmark, int series, double micros, double error) {

        static Score of(RunResult result) {
            String name = result.getParams().getBenchmark();
            return new Score(
                    name.substring(name.lastIndexOf('.') + 1),
                    Integer.parseInt(result.getParams().getParam("series")),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError());
        }
    }

    /** All of them. */
    public record Result(int forks, int iterations, List<Score> scores) {

        public String toMarkdown() {
            List<Integer> sizes =
                    scores.stream().map(Score::series).distinct().sorted().toList();
            StringJoiner text = new StringJoiner("\n", "", "\n");
            StringJoiner head = new StringJoiner(" | ", "| ", " |").add("µs (± 99.9 % confidence)");
            sizes.forEach(size -> head.add(String.format(Locale.ROOT, "%,d series", size)));
            text.add(head.toString()).add("|" + "---|".repeat(sizes.size() + 1));
            scores.stream().map(Score::benchmark).distinct().forEach(benchmark -> {
                StringJoiner row = new StringJoiner(" | ", "| ", " |").add(benchmark);
                sizes.forEach(size -> row.add(cell(benchmark, size)));
                text.add(row.toString());
            });
            return text.toString();
        }

        private String cell(String benchmark, int series) {
            return scores.stream()
                    .filter(score -> score.benchmark().equals(benchmark) && score.series() == series)
                    .map(score -> String.format(Locale.ROOT, "%.1f ± %.1f", score.micros(), score.error()))
                    .findFirst()
                    .orElse("–");
        }
    }

    /** Each benchmark in so many processes, with so many iterations of a second in each, and as many to warm up. */
    public static Result run(int forks, int iterations) {
        var options = new OptionsBuilder()
                .include("^" + StoreBenchmark.class.getName().replace(".", "\\.") + "\\.")
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx256m")
                .build();
        try {
            return new Result(
                    forks,
                    iterations,
                    new Runner(options).run().stream().map(Score::of).toList());
        } catch (RunnerException e) {
            throw new BenchmarkFailure("JMH: " + e.getMessage(), e);
        }
    }
}
