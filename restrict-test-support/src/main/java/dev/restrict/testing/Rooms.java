package dev.restrict.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The rooms of a module: the packages below its root, and which others of them each may use. */
public final class Rooms {

  private final String root;
  private final Map<String, List<String>> mayUse = new TreeMap<>();

  /**
   * @param root the package of the public face, which every room may use
   */
  public Rooms(String root) {
    this.root = root;
  }

  /** Adds a room. Names are without the root. */
  public Rooms room(String name, String... mayUse) {
    this.mayUse.put(name, List.of(mayUse));
    return this;
  }

  /** The name of a room's package. */
  public String packageOf(String room) {
    return root + "." + room;
  }

  /** Tests each room for what it uses. */
  public Stream<DynamicTest> useOnlyWhatTheyMay(JavaClasses classes) {
    return mayUse.entrySet().stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room.getKey(), () -> check(room.getKey(), room.getValue(), classes)));
  }

  private void check(String room, List<String> mayUse, JavaClasses classes) {
    List<String> packages = new ArrayList<>(List.of(root, packageOf(room)));
    mayUse.forEach(other -> packages.add(packageOf(other)));
    classes()
        .that()
        .resideInAPackage(packageOf(room))
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are in " + packages + " or not below " + root,
                (JavaClass type) ->
                    !type.getPackageName().startsWith(root)
                        || packages.contains(type.getPackageName())))
        .check(classes);
  }

  /** Fails if there is a package that is no room, or a room without a package. */
  public void areAllOf(JavaClasses classes) {
    assertThat(
            classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(root))
                .map(name -> name.substring(root.length() + 1))
                .distinct())
        .containsExactlyInAnyOrderElementsOf(mayUse.keySet());
  }
}
