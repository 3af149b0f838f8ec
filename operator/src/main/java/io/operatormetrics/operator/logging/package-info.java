/**
 * How events are written: SLF4J through Logback, configured by code, since reading XML costs a tenth of a second at each start.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.logging.LogSetup}.
 */
@NullMarked
package io.operatormetrics.operator.logging;

import org.jspecify.annotations.NullMarked;
