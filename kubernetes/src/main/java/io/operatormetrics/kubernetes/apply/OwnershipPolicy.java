package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.List;
import java.util.function.Predicate;

/**
 * Whose an object is, and how an application marks that.
 *
 * @param instance the value of {@link InstanceMetadata#ANNOTATION} on all objects of this installation
 * @param holdsOurKey whether an object is a Secret with a key pair that this application issued or copied
 * @param ignoreAnnotation the annotation by which a user has an object left alone, with the value {@code true}
 * @param labels labels of this application that nothing selects by
 */
public record OwnershipPolicy(
        String instance, Predicate<Unstructured> holdsOurKey, String ignoreAnnotation, List<String> labels) {

    public OwnershipPolicy {
        labels = List.copyOf(labels);
    }
}
