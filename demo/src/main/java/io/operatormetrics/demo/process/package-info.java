/**
 * Child processes that never outlive the demo, what must be undone at its end, and timeout.
 */
@NullMarked
package io.operatormetrics.demo.process;

import org.jspecify.annotations.NullMarked;
