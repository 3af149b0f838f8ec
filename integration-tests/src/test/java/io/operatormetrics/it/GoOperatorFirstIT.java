package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.Meetings;
import io.operatormetrics.it.roles.Order;
import org.junit.jupiter.api.Test;

/** The Go operator was there before: eight of the sixteen ways to meet it, all at once to take a minute and not eight. */
@RealCluster
class GoOperatorFirstIT {

    @Test
    void nothingGoesOnForever(KubeCluster cluster) {
        Meetings.of(Order.whereTheyAreFirst(true), cluster).allComeToRest();
    }
}
