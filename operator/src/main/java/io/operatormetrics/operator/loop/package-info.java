/** The loops and timers of the process: each goes on after any failure, and {@code /livez} tells when one does not. */
@NullMarked
package io.operatormetrics.operator.loop;

import org.jspecify.annotations.NullMarked;
