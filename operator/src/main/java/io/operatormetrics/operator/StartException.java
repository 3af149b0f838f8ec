package io.operatormetrics.operator;

/** The program cannot start; the message says why, for the user who can fix it. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
