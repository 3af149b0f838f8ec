package io.operatormetrics.operator.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.operatormetrics.operator.settings.LogSettings;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;

/**
 * Sends events to stderr. Logback finds it as a service and applies the default settings at the first use of a logger;
 * {@link #apply} replaces them.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final LogSettings BY_DEFAULT = new LogSettings(org.slf4j.event.Level.INFO, LogSettings.Format.TEXT);

    private static final String OURS = "io.operatormetrics";

    /** Never below: the Kubernetes client's debug output is requests and responses, which can be a Secret. */
    private static final Level LIBRARIES = Level.WARN;

    /** UTC, always to the millisecond, so that columns stay put. */
    private static final String TIMESTAMP = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

    private static final String TEXT =
            "%date{\"" + TIMESTAMP + "\", UTC} %-5level %logger{0} - %escaped(%message)\n%escaped(%exception){lines}";

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
            case TEXT -> text(context);
            case JSON -> json();
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

    /** For people. */
    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.getInstanceConverterMap().put(EscapedConverter.WORD, EscapedConverter::new);
        layout.setPattern(TEXT);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        return encoder;
    }

    /** For collectors: one flat object a line. */
    private static Encoder<ILoggingEvent> json() {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setTimestampPattern(TIMESTAMP);
        encoder.setTimeZone("UTC");
        LogstashFieldNames names = encoder.getFieldNames();
        names.setTimestamp("timestamp");
        names.setLogger("logger");
        names.setThread("thread");
        names.setStackTrace("exception");
        names.setVersion(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        return encoder;
    }
}
