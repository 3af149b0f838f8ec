package io.operatormetrics.operator.render;

/** The Monitor that asked for the objects. */
public record MonitorReference(String name, String uid) {}
