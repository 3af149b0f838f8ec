package io.operatormetrics.operator;

/** The program cannot start; the message says why, to whoever can change it. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
