package hexline.conformance.fault;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.math.BigInteger;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The agent that {@link Faults} loads into a JVM: alone, so it uses nothing but the JDK, and has no
 * class beside it.
 */
public final class FaultAgent implements ClassFileTransformer {

  static final String INTERRUPT = "interrupt";
  static final String THROW = "throw";
  static final String HANG = "hang";

  /** What the conversion of a number throws that has so many bits. */
  static final Map<Integer, Class<? extends Throwable>> THROWN =
      Map.of(
          777, IllegalStateException.class,
          778, StackOverflowError.class,
          779, OutOfMemoryError.class);

  private static final ClassDesc BIG_INTEGER = BigInteger.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc BIT_LENGTH = MethodTypeDesc.of(CD_int);
  private static final MethodTypeDesc TO_STRING = MethodTypeDesc.of(CD_String, CD_int);

  private FaultAgent() {}

  /**
   * Called by the JVM.
   *
   * @param fault {@link #INTERRUPT}, {@link #THROW} or {@link #HANG}
   */
  public static void agentmain(String fault, Instrumentation instrumentation) throws Exception {
    if (fault.equals(INTERRUPT)) {
      interruptThreads();
    } else if (fault.equals(HANG)) {
      Runtime.getRuntime().addShutdownHook(new Thread(FaultAgent::hang, "hangs"));
    } else {
      instrumentation.addTransformer(new FaultAgent(), true);
      instrumentation.retransformClasses(BigInteger.class);
    }
  }

  /** A shutdown hook that does not end. */
  private static void hang() {
    while (true) {
      LockSupport.park();
    }
  }

  /** Interrupts the threads of the program, and none of the JVM's own. */
  private static void interruptThreads() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      ThreadGroup group = thread.getThreadGroup();
      if (group != null && group.getName().equals("main")) {
        thread.interrupt();
      }
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (redefined != BigInteger.class) {
      return null;
    }
    ClassFile format = ClassFile.of();
    return format.transformClass(
        format.parse(classFile),
        (type, member) -> {
          if (member instanceof MethodModel method && isToString(method)) {
            type.transformMethod(
                method,
                (builder, element) -> {
                  if (element instanceof CodeModel body) {
                    builder.withCode(code -> throwOrGoOn(code, body));
                  } else {
                    builder.with(element);
                  }
                });
          } else {
            type.with(member);
          }
        });
  }

  private static boolean isToString(MethodModel method) {
    return method.methodName().equalsString("toString")
        && method.methodTypeSymbol().equals(TO_STRING);
  }

  private static void throwOrGoOn(CodeBuilder code, CodeModel body) {
    THROWN.forEach((bits, thrown) -> {
      Label next = code.newLabel();
      ClassDesc type = thrown.describeConstable().orElseThrow();
      code.aload(code.receiverSlot()).invokevirtual(BIG_INTEGER, "bitLength", BIT_LENGTH);
      code.loadConstant(bits).if_icmpne(next);
      code.new_(type).dup().invokespecial(type, INIT_NAME, MTD_void).athrow();
      code.labelBinding(next);
    });
    body.forEach(code::with);
  }
}
