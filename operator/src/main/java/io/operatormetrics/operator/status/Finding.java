package io.operatormetrics.operator.status;

/**
 * One thing that people should know about what was asked for.
 *
 * @param reason a word in CamelCase that stays the same as long as the cause does
 * @param message what is the matter, and what to do about it or what it waits for; never holds key bytes or Secret data
 */
public record Finding(Severity severity, String reason, String message) {}
