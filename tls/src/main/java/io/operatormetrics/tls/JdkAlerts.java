package io.operatormetrics.tls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.net.ssl.SSLEngine;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.cert.CertificateException;

/**
 * Lets a trust manager choose the alert that the JDK's TLS sends.
 *
 * <p>The JDK answers whatever a server's trust manager throws with {@code certificate_unknown} (46), and has no interface to say
 * otherwise, so that a client with an expired certificate and one of another CA read the same. In TLS 1.3 the alert is encrypted, so
 * it cannot be put right behind the engine's back either. This ends the handshake by the same method that the JDK would use, a moment
 * earlier and with the right alert: the first one is sent, later ones are not ({@code sun.security.ssl.TransportContext.fatal}).
 *
 * <p>Needs {@code --add-opens java.base/sun.security.ssl=ALL-UNNAMED}. Without it, or with a JDK whose insides differ, the client is
 * refused all the same, with the JDK's own alert. The {@code handshake_failure} (40) for no certificate in TLS 1.2 needs nothing of
 * this: a JDK 25 of 2026 sends it by itself.
 */
final class JdkAlerts implements ClientAlerts {
    private static final Logger log = LoggerFactory.getLogger(JdkAlerts.class);

    private final Class<?> engineClass;
    private final Field context;
    private final Method fatal;
    private final Class<?> alertClass;

    private JdkAlerts() throws ReflectiveOperationException {
        engineClass = Class.forName("sun.security.ssl.SSLEngineImpl");
        alertClass = Class.forName("sun.security.ssl.Alert");
        context = engineClass.getDeclaredField("conContext");
        context.setAccessible(true);
        fatal = context.getType().getDeclaredMethod("fatal", alertClass, String.class);
        fatal.setAccessible(true);
    }

    /** What this JDK allows: our alerts, or its own. */
    static ClientAlerts find() {
        try {
            return new JdkAlerts();
        } catch (ReflectiveOperationException | InaccessibleObjectException closed) {
            log.warn(
                    "clients with a rejected certificate receive certificate_unknown without the reason: start Java with"
                            + " --add-opens java.base/sun.security.ssl=ALL-UNNAMED ({})",
                    closed.toString());
            return (reason, engine) -> reason;
        }
    }

    @Override
    public CertificateException refusing(ClientRejectedException reason, SSLEngine engine) {
        if (engineClass.isInstance(engine)) {
            try {
                fatal.invoke(context.get(engine), alert(reason.rejection().jdkAlert()), reason.getMessage());
            } catch (InvocationTargetException always) {
                // This is how fatal() ends when the alert is on its way.
                log.debug("ended the handshake: {}", String.valueOf(always.getCause()));
            } catch (ReflectiveOperationException differentJdk) {
                log.debug("cannot choose the alert", differentJdk);
            }
        }
        return reason;
    }

    private Object alert(String name) throws ReflectiveOperationException {
        for (Object alert : alertClass.getEnumConstants()) {
            if (((Enum<?>) alert).name().equals(name)) {
                return alert;
            }
        }
        throw new NoSuchFieldException(name);
    }
}
