package io.operatormetrics.kubernetes.control;

/** Whether this replica is the one that writes. */
public interface LeaderElection extends AutoCloseable {

    /** Begins to strive for it; returns at once. */
    void start();

    /** To be asked before each write: it may end at any time, as when the API server was out of reach for too long. */
    boolean isLeader();

    /** Gives it up, so that another replica need not wait for its end. */
    @Override
    void close();

    /** For a replica that is alone: LEADER_ELECTION=false. */
    static LeaderElection always() {
        return new LeaderElection() {
            @Override
            public void start() {}

            @Override
            public boolean isLeader() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
