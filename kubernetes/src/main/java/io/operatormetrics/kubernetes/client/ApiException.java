package io.operatormetrics.kubernetes.client;

import java.time.Duration;

/** What the API server answered instead of what was asked for, or that it did not answer. The message is for people and holds no data. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1;

    /** What follows from a failure. */
    public enum Kind {
        /** 401: the API server does not accept who we say we are; no permission would change that. */
        UNAUTHENTICATED,
        /** 403: permissions are missing. */
        FORBIDDEN,
        /** Permissions are there, but an admission policy, a webhook, a quota or another check refuses this very write. The message is theirs. */
        DENIED,
        /** 403: nothing can be created in a namespace that is being deleted. */
        NAMESPACE_TERMINATING,
        /** 404: the API or the object is not there. */
        NOT_FOUND,
        /** 409: it exists already, or is not as it was when it was read. */
        CONFLICT,
        /** 410: the resource version is too old; a new list is needed. */
        GONE,
        /** 422: not valid, alone or as a change of what is there. */
        INVALID,
        /** 429: the API server is busy; see {@link #retryAfter}. */
        OVERLOADED,
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
    private final Duration retryAfter;

    public ApiException(Kind kind, String message) {
        this(kind, 0, message, Duration.ZERO);
    }

    private ApiException(Kind kind, int code, String message, Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public static ApiException unreachable(Throwable why) {
        return new ApiException(Kind.UNREACHABLE, "connection refused or lost: " + why);
    }

    static ApiException unanswered(Duration after) {
        return new ApiException(Kind.UNANSWERED, "no answer within " + after.toSeconds() + " s");
    }

    /** The API server answered, and one object of the answer cannot be read. */
    static ApiException unreadableObject(String message) {
        return new ApiException(Kind.OTHER, 200, message, Duration.ZERO);
    }

    public static ApiException ofCode(int code, String message) {
        return ofAnswer(kindOf(code), code, message, Duration.ZERO);
    }

    /** @param kind where more is known than the code tells */
    static ApiException ofAnswer(Kind kind, int code, String message, Duration retryAfter) {
        String why = kind == Kind.UNAUTHENTICATED
                ? "; the API server rejects the token or client certificate: it has expired, was revoked, or is another cluster's"
                : "";
        return new ApiException(kind, code, code + " " + message + why, retryAfter);
    }

    /** What the status code alone tells. */
    static Kind kindOf(int code) {
        return switch (code) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 410 -> Kind.GONE;
            case 422 -> Kind.INVALID;
            case 429 -> Kind.OVERLOADED;
            default -> Kind.OTHER;
        };
    }

    public Kind kind() {
        return kind;
    }

    /** For how long the API server asks to be left alone, at most a minute; zero where it does not. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the API server answered the question, be it by a refusal; one that is busy, or does not know us, did not. */
    public boolean isAnswer() {
        return code != 0 && kind != Kind.OVERLOADED && kind != Kind.UNAUTHENTICATED;
    }

    /** The message, which is never null here. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
