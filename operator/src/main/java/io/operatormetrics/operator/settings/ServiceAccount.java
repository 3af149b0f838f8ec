package io.operatormetrics.operator.settings;

/** A service account by its full name. */
public record ServiceAccount(String namespace, String name) {

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
