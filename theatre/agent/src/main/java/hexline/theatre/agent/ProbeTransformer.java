package hexline.theatre.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.AccessFlag;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts probes into classes. A method that is watched gives its body to a private method, and calls
 * it between two calls of {@link Probes}:
 *
 * <pre>
 *   boolean read() {
 *     Object token = Probes.enter(ROW, this, null);
 *     try {
 *       boolean result = read$watched();
 *       Probes.exit(result, token, ROW);
 *       return result;
 *     } catch (Throwable e) {
 *       Probes.failed(e, token);
 *       throw e;
 *     }
 *   }
 * </pre>
 */
public final class ProbeTransformer implements ClassFileTransformer {

  private static final ClassDesc PROBES = ClassDesc.of("hexline.theatre.agent.Probes");
  private static final MethodTypeDesc ENTER =
      MethodTypeDesc.of(CD_Object, CD_int, CD_Object, CD_Object);
  private static final MethodTypeDesc EXIT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int);
  private static final MethodTypeDesc FAILED = MethodTypeDesc.of(CD_void, CD_Throwable, CD_Object);
  private static final String WATCHED = "$watched"; // behind the name of the method with the body

  private final List<Probe> table;

  /**
   * Puts in the probes of a table.
   *
   * @param table {@link Probes} is called with the number of the row
   */
  public ProbeTransformer(List<Probe> table) {
    this.table = table;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (className == null) { // a hidden class
      return null;
    }
    try {
      String type = className.replace('/', '.');
      return table.stream().anyMatch(probe -> probe.type().equals(type))
          ? transform(type, classFile)
          : null;
    } catch (Throwable e) { // the JVM would load the class as it is, and say nothing
      System.err.println("theatre: no probes in " + className + ": " + e);
      return null;
    }
  }

  /** A class with its probes. */
  byte[] transform(String type, byte[] classFile) {
    ClassFile format = ClassFile.of();
    ClassModel model = format.parse(classFile);
    ClassDesc owner = model.thisClass().asSymbol();
    return format.transformClass(
        model,
        (builder, element) -> {
          int row = element instanceof MethodModel method ? rowOf(type, method) : -1;
          if (row < 0) {
            builder.with(element);
          } else {
            watch(builder, owner, (MethodModel) element, row);
          }
        });
  }

  /** How many methods of a class each row about it matches: a sound table has one for each. */
  public List<Integer> matches(String type, byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    var counts = new ArrayList<Integer>();
    for (Probe probe : table) {
      if (probe.type().equals(type)) {
        counts.add(
            Math.toIntExact(
                model.methods().stream().filter(method -> matches(probe, method)).count()));
      }
    }
    return counts;
  }

  private static boolean matches(Probe probe, MethodModel method) {
    return method.code().isPresent()
        && !method.flags().has(AccessFlag.BRIDGE)
        && probe.matches(
            method.methodName().stringValue(), method.methodTypeSymbol().descriptorString());
  }

  private int rowOf(String type, MethodModel method) {
    for (int row = 0; row < table.size(); row++) {
      Probe probe = table.get(row);
      if (probe.type().equals(type) && matches(probe, method)) {
        return row;
      }
    }
    return -1;
  }

  private static void watch(ClassBuilder type, ClassDesc owner, MethodModel method, int row) {
    boolean isStatic = method.flags().has(AccessFlag.STATIC);
    String body = method.methodName().stringValue() + WATCHED;
    int flags =
        ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC | (isStatic ? ClassFile.ACC_STATIC : 0);
    type.withMethod(
        body,
        method.methodTypeSymbol(),
        flags,
        builder -> builder.transformCode(method.code().orElseThrow(), CodeTransform.ACCEPT_ALL));
    type.transformMethod(
        method,
        (builder, element) -> {
          if (element instanceof CodeModel) {
            builder.withCode(
                code -> wrap(code, owner, body, method.methodTypeSymbol(), isStatic, row));
          } else {
            builder.with(element);
          }
        });
  }

  private static void wrap(
      CodeBuilder code,
      ClassDesc owner,
      String body,
      MethodTypeDesc type,
      boolean isStatic,
      int row) {
    int token = code.allocateLocal(TypeKind.REFERENCE);
    constant(code, row);
    if (isStatic) {
      code.aconst_null();
    } else {
      code.aload(code.receiverSlot());
    }
    if (type.parameterCount() == 0) {
      code.aconst_null();
    } else {
      TypeKind first = TypeKind.from(type.parameterType(0));
      code.loadLocal(first, code.parameterSlot(0));
      box(code, first);
    }
    code.invokestatic(PROBES, "enter", ENTER);
    code.astore(token);
    code.trying(
        inner -> {
          call(inner, owner, body, type, isStatic);
          TypeKind result = TypeKind.from(type.returnType());
          keep(inner, result);
          inner.aload(token);
          constant(inner, row);
          inner.invokestatic(PROBES, "exit", EXIT);
          inner.return_(result);
        },
        catcher ->
            catcher.catching(
                CD_Throwable,
                handler -> {
                  handler.dup();
                  handler.aload(token);
                  handler.invokestatic(PROBES, "failed", FAILED);
                  handler.athrow();
                }));
  }

  private static void call(
      CodeBuilder code, ClassDesc owner, String body, MethodTypeDesc type, boolean isStatic) {
    if (!isStatic) {
      code.aload(code.receiverSlot());
    }
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
    }
    if (isStatic) {
      code.invokestatic(owner, body, type);
    } else {
      code.invokevirtual(owner, body, type);
    }
  }

  /** Leaves the result where it is on the stack, and puts it as an object on top. */
  private static void keep(CodeBuilder code, TypeKind result) {
    if (result == TypeKind.VOID) {
      code.aconst_null();
    } else {
      if (result.slotSize() == 2) {
        code.dup2();
      } else {
        code.dup();
      }
      box(code, result);
    }
  }

  private static void box(CodeBuilder code, TypeKind kind) {
    if (kind != TypeKind.REFERENCE) {
      ClassDesc boxed = wrapper(kind).describeConstable().orElseThrow();
      code.invokestatic(boxed, "valueOf", MethodTypeDesc.of(boxed, kind.upperBound()));
    }
  }

  private static Class<?> wrapper(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN -> Boolean.class;
      case BYTE -> Byte.class;
      case CHAR -> Character.class;
      case SHORT -> Short.class;
      case INT -> Integer.class;
      case LONG -> Long.class;
      case FLOAT -> Float.class;
      case DOUBLE -> Double.class;
      case REFERENCE, VOID -> throw new IllegalArgumentException(kind.name());
    };
  }

  private static void constant(CodeBuilder code, int number) {
    ConstantDesc constant = number;
    code.loadConstant(constant);
  }
}
