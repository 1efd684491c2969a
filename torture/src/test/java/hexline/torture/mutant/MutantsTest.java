package hexline.torture.mutant;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Collections.disjoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hexline.conformance.Settings;
import hexline.conformance.Trait;
import hexline.conformance.cases.Cases;
import hexline.conformance.cases.TestCase;
import hexline.conformance.cases.Tier;
import hexline.torture.server.Subjects;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of mutants fits the servers and the kit as they are. */
class MutantsTest {

  private static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();

  /** Flaws of the kit's own server, with the cases that find them. */
  private static final Path FLAWS =
      Path.of("../conformance/src/test/resources/hexline/conformance/flaws.txt");

  static Stream<Mutant> all() {
    return Mutants.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  @DisplayName("the changes of a mutant give other classes, which the JVM takes")
  void fits(Mutant mutant) throws Exception {
    Map<String, byte[]> changes = Change.all(mutant.changes(), LOADER);
    var loader = new Loader(changes);
    for (Map.Entry<String, byte[]> changed : changes.entrySet()) {
      try (InputStream file = LOADER.getResourceAsStream(changed.getKey() + ".class")) {
        byte[] before = Objects.requireNonNull(file).readAllBytes();
        assertFalse(Arrays.equals(before, changed.getValue()), changed::getKey);
      }
      assertEquals(List.of(), ClassFile.of().verify(changed.getValue()), changed::getKey);
      String name = changed.getKey().replace('/', '.');
      assertEquals(loader, loader.loadClass(name).getClassLoader(), name);
    }
  }

  @Test
  @DisplayName("a mutant names cases of the kit, which no trait excuses, and servers of the suite")
  void names() {
    Set<String> cases = Cases.ALL.stream().map(TestCase::id).collect(Collectors.toSet());
    var ids = new HashSet<String>();
    for (Mutant mutant : Mutants.all()) {
      assertTrue(ids.add(mutant.id()), mutant::id);
      assertTrue(mutant.id().matches("[a-z]+(-[a-z]+)*"), mutant::id);
      assertFalse(mutant.cases().isEmpty() || mutant.servers().isEmpty(), mutant::id);
      assertTrue(cases.containsAll(mutant.cases()), mutant::id);
      for (String server : mutant.servers()) {
        for (Trait trait : Subjects.ofSuite(server, Settings.standard()).settings().traits()) {
          assertTrue(disjoint(trait.excusedCases(), mutant.cases()), mutant::id);
        }
      }
    }
  }

  @Test
  @DisplayName(
      "each case of tiers 1 and 2 fails for a mutant, or for a flaw of the kit's own server")
  void everyCaseCanFail() throws IOException {
    var never = new TreeSet<String>();
    Cases.upTo(Tier.HEAVY).forEach(each -> never.add(each.id()));
    Mutants.all().forEach(mutant -> mutant.cases().forEach(never::remove));
    for (String flaw : Files.readAllLines(FLAWS, US_ASCII)) {
      List<String> words = List.of(flaw.split(" ", -1));
      words.subList(1, words.size()).forEach(never::remove); // "F01?" is no id: it may pass
    }
    assertEquals(new TreeSet<>(), never);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "hexline.Moon shine return 1, there is no such class",
    "hexline.protocol.HexCodec shine return 1, there are 0 such methods",
    "hexline.server.guard.Admission leave call moon nothing, there is nothing to change",
    "hexline.server.guard.Admission leave leave moon, there is nothing to change",
    "hexline.server.guard.Admission leave constant 1 2, there is nothing to change",
    "hexline.server.guard.Admission leave uncaught, there is nothing to change",
    "hexline.server.guard.Admission leave delegate moon, there is no such method",
    "hexline.server.guard.Admission leave, has no class, method and action",
  })
  @DisplayName("a change that cannot be made is an error, which says why")
  void doesNotFit(String changes, String reason) {
    var e = assertThrows(IllegalArgumentException.class, () -> Change.all(changes, LOADER));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e::getMessage);
  }

  /** What changes are tried on. */
  static final class Sample {

    private int field = 1;
    private long sum;

    int number() {
      return 7;
    }

    int other() {
      return 8;
    }

    String text() {
      return "text";
    }

    long wide(long first, int second) {
      sum += first * 10 + second;
      return sum;
    }

    int assigned() {
      field = 2;
      return field;
    }

    long calls() {
      return wide(1, 2) + wide(3, 4);
    }

    int caught() {
      try {
        return Integer.parseInt("moon");
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    int looped(boolean often) {
      int sum = 0;
      for (int i = 0; i < (often ? 1000 : 10); i++) {
        sum += number();
      }
      return sum;
    }
  }

  /** Loads the classes of the suite anew, some of them changed: the JVM checks their format. */
  private static final class Loader extends ClassLoader {

    private final Map<String, byte[]> changed;

    Loader(Map<String, byte[]> changed) {
      super(LOADER);
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("hexline.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String path = name.replace('.', '/');
      try (InputStream file = LOADER.getResourceAsStream(path + ".class")) {
        byte[] before = Objects.requireNonNull(file).readAllBytes();
        byte[] after = changed.getOrDefault(path, before);
        return defineClass(name, after, 0, after.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** The value that a method of a changed sample gives. */
  private static Object changed(String change, String method) throws Exception {
    String name = Sample.class.getName();
    Map<String, byte[]> classes = Change.all(name + " " + change, LOADER);
    var constructor = new Loader(classes).loadClass(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    var called =
        Arrays.stream(constructor.getDeclaringClass().getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .findFirst()
            .orElseThrow();
    called.setAccessible(true);
    var arguments = new ArrayList<Object>();
    for (Class<?> parameter : called.getParameterTypes()) {
      Object five = parameter == int.class ? (Object) 5 : (Object) 5L;
      arguments.add(parameter == boolean.class ? true : five);
    }
    return called.invoke(constructor.newInstance(), arguments.toArray());
  }

  @Test
  @DisplayName("each kind of change does what it says")
  void kinds() throws Exception {
    assertEquals(9, changed("number return 9", "number"));
    assertEquals(8, changed("number delegate other", "number"));
    assertEquals(9, changed("number constant 7 9", "number"));
    assertEquals(1, changed("assigned leave field", "assigned"));
    assertEquals(0L, changed("wide leave sum", "wide"));
    assertEquals(105L, changed("wide(JI)J constant 10 20", "wide"));
    assertEquals(200L, changed("calls call wide 100", "calls"));
    assertEquals(112L, changed("calls call wide#2 100", "calls"));
    assertEquals(77L, changed("calls pass wide 9", "calls"));
    assertEquals(1000, changed("looped call number 1", "looped"));
    assertThrows(Exception.class, () -> changed("caught uncaught", "caught"));
    assertNull(changed("text return null", "text"));
  }
}
