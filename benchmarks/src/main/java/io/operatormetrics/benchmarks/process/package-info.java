/** Programs in processes of their own, and what the kernel says of what they use. */
@NullMarked
package io.operatormetrics.benchmarks.process;

import org.jspecify.annotations.NullMarked;
