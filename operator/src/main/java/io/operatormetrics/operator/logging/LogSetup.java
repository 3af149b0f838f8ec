package io.operatormetrics.operator.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.operatormetrics.operator.settings.LogSettings;
import org.slf4j.LoggerFactory;

/**
 * Sends events to stderr. Logback finds it as a service and applies the default settings at the first use of a logger;
 * {@link #apply} replaces them.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final LogSettings BY_DEFAULT = new LogSettings(org.slf4j.event.Level.INFO, LogSettings.Format.TEXT);

    private static final String OURS = "io.operatormetrics";

    /** Never below: the Kubernetes client's debug output is requests and responses, which can be a Secret. */
    private static final Level LIBRARIES = Level.WARN;

    /** For Logback. */
    public LogSetup() {}

    /** Replaces what was configured before. */
    public static void apply(LogSettings settings) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), settings);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        configure(context, BY_DEFAULT);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void configure(LoggerContext context, LogSettings settings) {
        Level wanted = Level.convertAnSLF4JLevel(settings.level());
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(wanted.isGreaterOrEqual(LIBRARIES) ? wanted : LIBRARIES);
        context.getLogger(OURS).setLevel(wanted);
        root.addAppender(stderr(context, settings.format()));
    }

    private static ConsoleAppender<ILoggingEvent> stderr(LoggerContext context, LogSettings.Format format) {
        Encoder<ILoggingEvent> encoder = switch (format) {
            case TEXT -> new TextLines();
            case JSON -> new JsonLines();
        };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
