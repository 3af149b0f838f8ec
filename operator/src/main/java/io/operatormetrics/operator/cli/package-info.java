/**
 * The command line: what can be called, what it prints, and with which status it ends. 0 is success, 1 a failure, 2 wrong usage or
 * configuration.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.cli.Commands}.
 */
@NullMarked
package io.operatormetrics.operator.cli;

import org.jspecify.annotations.NullMarked;
