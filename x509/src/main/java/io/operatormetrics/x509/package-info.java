/**
 * Certificate values and a PEM codec, on the JDK alone.
 */
@NullMarked
package io.operatormetrics.x509;

import org.jspecify.annotations.NullMarked;
