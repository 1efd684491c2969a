package hexline.torture.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A change of one method of a class file. As text it is the class, the method (with its descriptor
 * if there are several of this name), what is done, and up to two operands:
 *
 * <table>
 *   <caption>What can be done</caption>
 *   <tr><td>{@code return VALUE}<td>the method only returns this
 *   <tr><td>{@code delegate OTHER}<td>it only calls another method of its object, with its
 *   arguments
 *   <tr><td>{@code call NAME VALUE}<td>calls of this name are left out, and give this
 *   <tr><td>{@code pass NAME VALUE}<td>calls of this name have this as their last argument
 *   <tr><td>{@code leave FIELD}<td>the field is not assigned
 *   <tr><td>{@code constant OLD NEW}<td>a number is another one
 *   <tr><td>{@code uncaught}<td>nothing is caught
 * </table>
 *
 * A value is a number, {@code true}, {@code false}, {@code null}, or {@code nothing} where there is
 * none. {@code NAME#2} is the second call of this name.
 */
final class Change {

  private static final String SEPARATOR = "; +";

  private final String text;
  private final String type; // internal name of the class
  private final String method;
  private final String action;
  private final List<String> operands;
  private int made; // how often, in the method that is being written

  private Change(String text) {
    this.text = text;
    List<String> words = List.of(text.split(" +", -1));
    if (words.size() < 3) {
      throw new IllegalArgumentException("'" + text + "' has no class, method and action");
    }
    type = words.get(0).replace('.', '/');
    method = words.get(1);
    action = words.get(2);
    operands = words.subList(3, words.size());
  }

  /**
   * Makes changes, which are separated by a semicolon and a space.
   *
   * @return the changed class files, by the internal names of their classes
   * @throws IOException if a class cannot be read
   * @throws IllegalArgumentException if there is no such class or method, or a change changes
   *     nothing
   */
  static Map<String, byte[]> all(String changes, ClassLoader loader) throws IOException {
    var changed = new HashMap<String, byte[]>();
    for (String text : changes.split(SEPARATOR, -1)) {
      var change = new Change(text);
      byte[] before = changed.get(change.type);
      changed.put(change.type, change.in(before == null ? change.read(loader) : before));
    }
    return changed;
  }

  private byte[] read(ClassLoader loader) throws IOException {
    try (InputStream file = loader.getResourceAsStream(type + ".class")) {
      if (file == null) {
        throw doesNotFit("there is no such class");
      }
      return file.readAllBytes();
    }
  }

  private byte[] in(byte[] classFile) {
    ClassFile format = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG); // dead code has none
    ClassModel before = format.parse(classFile);
    long found = before.methods().stream().filter(this::isTheMethod).count();
    if (found != 1) {
      throw doesNotFit("there are " + found + " such methods");
    }
    byte[] after =
        format.transformClass(
            before,
            (builder, member) -> {
              if (member instanceof MethodModel each && isTheMethod(each)) {
                builder.transformMethod(
                    each,
                    (methodBuilder, element) -> {
                      if (element instanceof CodeModel body) {
                        methodBuilder.withCode(code -> write(code, each, body));
                      } else {
                        methodBuilder.with(element);
                      }
                    });
              } else {
                builder.with(member);
              }
            });
    if (made == 0) {
      throw doesNotFit("there is nothing to change in the method");
    }
    return after;
  }

  private boolean isTheMethod(MethodModel each) {
    String name = each.methodName().stringValue();
    return method.equals(name) || method.equals(name + each.methodType().stringValue());
  }

  private IllegalArgumentException doesNotFit(String reason) {
    return new IllegalArgumentException(text + ": " + reason);
  }

  private void write(CodeBuilder code, MethodModel model, CodeModel body) {
    made = 0; // the method may be written twice, if a jump turns out to be a long one
    var calls = new HashMap<String, Integer>();
    switch (action) {
      case "return" -> writeReturn(code, model.methodTypeSymbol().returnType());
      case "delegate" -> writeDelegate(code, model);
      default -> {
        for (CodeElement element : body) {
          if (isChanged(code, element, calls)) {
            made++;
          } else {
            code.with(element);
          }
        }
      }
    }
  }

  private void writeReturn(CodeBuilder code, ClassDesc returned) {
    push(code, returned, operands.get(0));
    code.return_(TypeKind.from(returned));
    made++;
  }

  private void writeDelegate(CodeBuilder code, MethodModel model) {
    MethodTypeDesc form = model.methodTypeSymbol();
    ClassModel owner = model.parent().orElseThrow();
    String other = operands.get(0);
    if (owner.methods().stream().noneMatch(each -> isLike(each, model, other))) {
      throw doesNotFit("there is no such method with the same parameters");
    }
    code.aload(code.receiverSlot());
    for (int i = 0; i < form.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(form.parameterType(i)), code.parameterSlot(i));
    }
    code.invokevirtual(owner.thisClass().asSymbol(), other, form);
    code.return_(TypeKind.from(form.returnType()));
    made++;
  }

  private static boolean isLike(MethodModel each, MethodModel model, String name) {
    return each.methodName().equalsString(name)
        && each.methodType().equals(model.methodType())
        && !each.flags().has(AccessFlag.STATIC);
  }

  /** Writes something else instead of an instruction, or nothing; false if it is to stay. */
  private boolean isChanged(CodeBuilder code, CodeElement element, Map<String, Integer> calls) {
    return switch (element) {
      case InvokeInstruction call when action.equals("call") && isNamed(call, calls) -> {
        leaveOut(code, call, operands.get(1));
        yield true;
      }
      case InvokeInstruction call when action.equals("pass") && isNamed(call, calls) -> {
        ClassDesc last = call.typeSymbol().parameterList().getLast();
        pop(code, last);
        push(code, last, operands.get(1));
        code.with(call);
        yield true;
      }
      case FieldInstruction field when action.equals("leave") && isAssignment(field) -> {
        pop(code, field.typeSymbol());
        if (field.opcode() == Opcode.PUTFIELD) {
          code.pop();
        }
        yield true;
      }
      case ConstantInstruction constant when action.equals("constant") -> replaces(code, constant);
      case ExceptionCatch handler when action.equals("uncaught") ->
          handler.catchType().isPresent(); // not that of finally and synchronized
      default -> false;
    };
  }

  private boolean isNamed(InvokeInstruction call, Map<String, Integer> calls) {
    String name = call.name().stringValue();
    String wanted = operands.get(0);
    return wanted.equals(name) || wanted.equals(name + "#" + calls.merge(name, 1, Integer::sum));
  }

  private static void leaveOut(CodeBuilder code, InvokeInstruction call, String value) {
    call.typeSymbol().parameterList().reversed().forEach(argument -> pop(code, argument));
    if (call.opcode() != Opcode.INVOKESTATIC) {
      code.pop();
    }
    push(code, call.typeSymbol().returnType(), value);
  }

  private boolean isAssignment(FieldInstruction field) {
    return field.name().equalsString(operands.get(0))
        && (field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC);
  }

  private boolean replaces(CodeBuilder code, ConstantInstruction constant) {
    String value = operands.get(1);
    boolean isIt = String.valueOf(constant.constantValue()).equals(operands.get(0));
    if (isIt && constant.constantValue() instanceof Integer) {
      code.loadConstant(Integer.parseInt(value));
      return true;
    }
    if (isIt && constant.constantValue() instanceof Long) {
      code.loadConstant(Long.parseLong(value));
      return true;
    }
    return false;
  }

  private static void pop(CodeBuilder code, ClassDesc type) {
    if (TypeKind.from(type).slotSize() == 2) {
      code.pop2();
    } else {
      code.pop();
    }
  }

  private static void push(CodeBuilder code, ClassDesc type, String value) {
    switch (TypeKind.from(type)) {
      case VOID -> {}
      case BOOLEAN -> code.loadConstant(Boolean.parseBoolean(value) ? 1 : 0);
      case BYTE, CHAR, SHORT, INT -> code.loadConstant(Integer.parseInt(value));
      case LONG -> code.loadConstant(Long.parseLong(value));
      case REFERENCE -> code.aconst_null();
      default -> throw new IllegalArgumentException("no value of " + type.displayName());
    }
  }
}
