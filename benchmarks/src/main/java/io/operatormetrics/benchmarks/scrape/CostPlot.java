package io.operatormetrics.benchmarks.scrape;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Lines of cost against size, both axes in powers of ten, as an SVG image. Costs that are in proportion to the size are at 45 degrees to
 * the sides of a square; those that are not are flatter.
 *
 * @param curves of at least one point each
 */
public record CostPlot(String title, String across, String up, List<Curve> curves) {

    private static final int LEFT = 80;
    private static final int TOP = 50;
    private static final int SIDE = 420;
    private static final int WIDTH = 800;
    private static final int HEIGHT = TOP + SIDE + 60;
    private static final List<String> COLOURS =
            List.of("#0b6e4f", "#56b870", "#9c2c77", "#d98cc0", "#2f5fb3", "#8a6d1d");

    public CostPlot {
        curves = List.copyOf(curves);
    }

    /** One line and its name. */
    public record Curve(String name, List<Point> points) {}

    /** Both positive. */
    public record Point(double x, double y) {}

    public String toSvg() {
        Axis x = Axis.over(values(Point::x), LEFT, LEFT + SIDE);
        Axis y = Axis.over(values(Point::y), TOP + SIDE, TOP);
        StringJoiner svg = new StringJoiner("\n", "", "\n");
        svg.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">"
                        .formatted(WIDTH, HEIGHT));
        svg.add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>".formatted(WIDTH, HEIGHT));
        svg.add(text(LEFT, 25, "start", title));
        x.powers()
                .forEach(power -> svg.add(line(x.at(power), TOP, x.at(power), TOP + SIDE))
                        .add(text(x.at(power), TOP + SIDE + 20, "middle", number(power))));
        y.powers()
                .forEach(power -> svg.add(line(LEFT, y.at(power), LEFT + SIDE, y.at(power)))
                        .add(text(LEFT - 8, y.at(power) + 4, "end", number(power))));
        svg.add(text(LEFT + SIDE / 2.0, TOP + SIDE + 45, "middle", across));
        svg.add("<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>"
                .formatted(TOP + SIDE / 2, up));
        for (int i = 0; i < curves.size(); i++) {
            addCurve(svg, curves.get(i), i, x, y);
        }
        return svg.add("</svg>").toString();
    }

    private static void addCurve(StringJoiner svg, Curve curve, int index, Axis x, Axis y) {
        String colour = COLOURS.get(index % COLOURS.size());
        svg.add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>"
                .formatted(
                        colour,
                        curve.points().stream()
                                .map(point -> decimal(x.at(point.x())) + "," + decimal(y.at(point.y())))
                                .collect(Collectors.joining(" "))));
        curve.points()
                .forEach(point -> svg.add("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>"
                        .formatted(decimal(x.at(point.x())), decimal(y.at(point.y())), colour)));
        int legend = TOP + 15 + 22 * index;
        svg.add("<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>"
                .formatted(LEFT + SIDE + 20, legend - 6, colour));
        svg.add(text(LEFT + SIDE + 40, legend, "start", curve.name()));
    }

    private DoubleStream values(ToDoubleFunction<Point> coordinate) {
        return curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(coordinate);
    }

    private static String text(double x, double y, String anchor, String text) {
        return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>".formatted(decimal(x), decimal(y), anchor, text);
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#ddd\"/>"
                .formatted(decimal(x1), decimal(y1), decimal(x2), decimal(y2));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** A power of ten. */
    private static String number(double power) {
        return power >= 1 ? String.format(Locale.ROOT, "%,.0f", power) : Double.toString(power);
    }

    /** From one power of ten to another, over a stretch of the image. */
    private record Axis(int first, int last, double from, double to) {

        static Axis over(DoubleStream values, double from, double to) {
            var extremes = values.summaryStatistics();
            int first = (int) Math.floor(Math.log10(extremes.getMin()));
            int last = (int) Math.ceil(Math.log10(extremes.getMax()));
            return new Axis(first, Math.max(last, first + 1), from, to);
        }

        double at(double value) {
            return from + (to - from) * (Math.log10(value) - first) / (last - first);
        }

        DoubleStream powers() {
            return DoubleStream.iterate(Math.pow(10, first), power -> power * 10)
                    .limit(last - first + 1L);
        }
    }
}
