package io.operatormetrics.it.harness;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;

/**
 * An agent inside our program's JVM: the instants that {@link Clock} tells there are off by the seconds that a file says. What measures how time passes
 * stays as it is, and so do the JVM's own timed waits, which a shift of the whole process would disturb.
 */
public final class ClockShift implements ClassFileTransformer {

    private static final String SECONDS = "operator-metrics.clock-shift";
    private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
    private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");

    private ClockShift() {}

    /** Called by the JVM at its start, with the path of that file. */
    public static void premain(String file, Instrumentation instrumentation)
            throws IOException, UnmodifiableClassException {
        read(Path.of(file));
        ClockShift shift = new ClockShift();
        // Loaded before it is transformed, or its own loading would ask for it.
        Class<?> clock = Clock.class;
        instrumentation.addTransformer(shift, true);
        instrumentation.retransformClasses(clock);
        instrumentation.removeTransformer(shift);
        Thread.ofPlatform().daemon().name("clock-shift").start(() -> follow(Path.of(file)));
    }

    private static void follow(Path file) {
        try {
            while (true) {
                Thread.sleep(100);
                read(file);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the clock cannot be set any longer", e);
        }
    }

    private static void read(Path file) throws IOException {
        System.setProperty(SECONDS, Files.readString(file).strip());
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (!"java/time/Clock".equals(name)) {
            return null;
        }
        ClassFile parser = ClassFile.of();
        CodeTransform shifted = ClockShift::shift;
        return parser.transformClass(
                parser.parse(classFile),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString("currentInstant"), shifted));
    }

    private static void shift(CodeBuilder code, CodeElement element) {
        if (element instanceof ReturnInstruction) {
            code.loadConstant(SECONDS)
                    .lconst_0()
                    .invokestatic(
                            LONG, "getLong", MethodTypeDesc.of(LONG, ConstantDescs.CD_String, ConstantDescs.CD_long))
                    .invokevirtual(LONG, "longValue", MethodTypeDesc.of(ConstantDescs.CD_long))
                    .invokevirtual(INSTANT, "plusSeconds", MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long));
        }
        code.with(element);
    }
}
