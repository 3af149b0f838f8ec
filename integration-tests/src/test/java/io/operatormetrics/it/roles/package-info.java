/**
 * Those who would act in a whole cluster, played by the tests where no real one runs here. Each does what the real one does with
 * the same objects, as far as these tests need it, and no more.
 *
 * <p>Start reading at {@link io.operatormetrics.it.roles.Site}.
 */
@NullMarked
package io.operatormetrics.it.roles;

import org.jspecify.annotations.NullMarked;
