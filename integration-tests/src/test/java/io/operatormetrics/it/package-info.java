/**
 * The program as a user runs it, in front of a real API server: what the unit tests of the modules cannot show. The parts it stands
 * on are in {@link io.operatormetrics.it.harness}.
 */
@NullMarked
package io.operatormetrics.it;

import org.jspecify.annotations.NullMarked;
