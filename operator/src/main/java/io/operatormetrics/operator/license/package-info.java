/**
 * When the licence of Calico Enterprise ends, for the metrics and findings that report it.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.license.LicenseKey}.
 */
@NullMarked
package io.operatormetrics.operator.license;

import org.jspecify.annotations.NullMarked;
