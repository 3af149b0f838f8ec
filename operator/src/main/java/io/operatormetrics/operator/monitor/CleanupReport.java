package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.monitor.Cleanup.Effect;

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

    void deleted(Target target) {
        deleted++;
        out.accept((effect == Effect.DRY_RUN ? "would delete " : "deleted ") + target);
    }

    /** It is there and stays, as it should. */
    void kept(Target target, String why) {
        kept++;
        out.accept("kept %s: %s".formatted(target, why));
    }

    /** It is there, or may be, and should not. */
    void failed(Target target, String why) {
        failed++;
        out.accept("failed %s: %s".formatted(target, why));
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
