/**
 * What the program's start is rehearsed against when its AOT cache is made. The JVM writes into that cache the classes that a run has
 * loaded and linked, and the profiles of its methods; a run that ends before there is a cluster would leave out nearly all of them. So
 * {@code operator-metrics aot-training} runs the real composition against an API server that is made up, and scrapes it. Everything
 * happens on the loopback interface, and nothing is written.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.training.FakeCluster}.
 */
@NullMarked
package io.operatormetrics.operator.training;

import org.jspecify.annotations.NullMarked;
