package io.operatormetrics.operator.controller;

import io.operatormetrics.operator.controller.Cleanup.Effect;

import java.util.function.Consumer;

/** What a clean-up says of each object, and how it ended. */
final class CleanupReport {

    private final Effect effect;
    private final Consumer<String> out;
    private int deleted;
    private int kept;
    private int failed;

    CleanupReport(Effect effect, Consumer<String> out) {
        this.effect = effect;
        this.out = out;
    }

    void deleted(ManagedResource managedResource) {
        deleted++;
        out.accept((effect == Effect.DRY_RUN ? "would delete " : "deleted ") + managedResource);
    }

    /** It is there and stays, as it should. */
    void kept(ManagedResource managedResource, String why) {
        kept++;
        out.accept("kept %s: %s".formatted(managedResource, why));
    }

    /** It is there, or may be, and should not. */
    void failed(ManagedResource managedResource, String why) {
        failed++;
        out.accept("failed %s: %s".formatted(managedResource, why));
    }

    /** Nothing at all is done. */
    void refused(String why) {
        failed++;
        out.accept("nothing deleted: " + why);
    }

    boolean isComplete() {
        return failed == 0;
    }

    /** The last line; returns whether nothing is left that should be gone. */
    boolean end() {
        out.accept(
                deleted + kept + failed == 0
                        ? "nothing found"
                        : "%d %s, %d kept, %d failed"
                                .formatted(deleted, effect == Effect.DRY_RUN ? "to delete" : "deleted", kept, failed));
        return isComplete();
    }
}
