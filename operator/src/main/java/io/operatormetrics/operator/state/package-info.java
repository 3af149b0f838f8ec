/** Kinds of the cluster as records of the fields that this program reads. */
@NullMarked
package io.operatormetrics.operator.state;

import org.jspecify.annotations.NullMarked;
