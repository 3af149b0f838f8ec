package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.scrape.CostPlot.Curve;
import io.operatormetrics.benchmarks.scrape.CostPlot.Point;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import javax.xml.parsers.DocumentBuilderFactory;

import java.io.StringReader;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class CostPlotTest {

    private static final CostPlot PLOT = new CostPlot(
            "Cost",
            "series",
            "ms",
            List.of(
                    new Curve("flat", List.of(new Point(1000, 0.1), new Point(100_000, 0.1))),
                    new Curve("in proportion", List.of(new Point(1000, 1), new Point(10_000, 10)))));

    @Test
    void putsPowersOfTenAtEqualDistances() {
        // From 1,000 to 100,000 across, from 0.1 to 10 up, in a square of 420.
        assertThat(PLOT.toSvg())
                .contains("points=\"80.0,470.0 500.0,470.0\"")
                .contains("points=\"80.0,260.0 290.0,50.0\"")
                .contains(
                        ">0.1</text>", ">1</text>", ">10</text>", ">1,000</text>", ">10,000</text>", ">100,000</text>");
    }

    @Test
    void namesItsCurvesAndIsAnImage() throws Exception {
        var image = DocumentBuilderFactory.newNSInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(PLOT.toSvg())));

        assertThat(image.getDocumentElement().getLocalName()).isEqualTo("svg");
        assertThat(image.getDocumentElement().getTextContent()).contains("Cost", "flat", "in proportion");
        assertThat(image.getElementsByTagName("circle").getLength()).isEqualTo(4);
    }
}
