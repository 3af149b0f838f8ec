package io.operatormetrics.operator.kube;

import java.time.Duration;

/** What the API server answered instead of what was asked for, or that it did not answer. The message is for people and holds no data. */
public final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** What follows from a failure. */
    public enum Kind {
        /** 401 or 403: rights are missing. */
        FORBIDDEN,
        /** 404: the API or the object is not there. */
        NOT_FOUND,
        /** 409: it exists already, or is not as it was when it was read. */
        CONFLICT,
        /** 410: the resource version is too old; a new list is needed. */
        GONE,
        /** 422: not valid, alone or as a change of what is there. */
        INVALID,
        /** No connection, or it broke. */
        UNREACHABLE,
        /** Connected, but nothing came in time. */
        UNANSWERED,
        /** The API server sent data that must not enter the process. */
        UNWANTED_DATA,
        /** Any other answer that is not usable. */
        OTHER
    }

    private final Kind kind;
    private final int code;

    ApiFailure(Kind kind, String message) {
        this(kind, 0, message);
    }

    private ApiFailure(Kind kind, int code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    public static ApiFailure unreachable(Throwable why) {
        return new ApiFailure(Kind.UNREACHABLE, "connection refused or lost: " + why);
    }

    static ApiFailure unanswered(Duration after) {
        return new ApiFailure(Kind.UNANSWERED, "no answer within " + after.toSeconds() + " s");
    }

    public static ApiFailure ofCode(int code, String message) {
        Kind kind = switch (code) {
            case 401, 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 410 -> Kind.GONE;
            case 422 -> Kind.INVALID;
            default -> Kind.OTHER;
        };
        return new ApiFailure(kind, code, code + " " + message);
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP status code; 0 when the failure is not that of an answer. */
    int code() {
        return code;
    }

    /** The message, which is never null here. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
