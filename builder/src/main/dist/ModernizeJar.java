import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites the class files of a jar that are older than Java 6, as picocli's are: they have no
 * stack maps, so the JVM takes its slow old verifier for them at each start and keeps them out of
 * the ahead-of-time cache.
 */
final class ModernizeJar {
  /**
   * Java 8's class files: the newest for which the JVM asks nothing but stack maps of older ones.
   */
  private static final int MODERN = ClassFile.JAVA_8_VERSION;

  private static final ClassTransform TRANSFORM =
      ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
          .andThen(
              (builder, element) -> {
                if (element instanceof ClassFileVersion) {
                  builder.withVersion(MODERN, 0);
                } else {
                  builder.with(element);
                }
              });

  private ModernizeJar() {}

  /** Rewrites {@code jar} in place where it holds such a class. */
  static void modernize(Path jar) throws IOException {
    Path modern = jar.resolveSibling(jar.getFileName() + ".new");
    boolean changed = false;
    try (JarFile from = new JarFile(jar.toFile());
        JarOutputStream to = new JarOutputStream(Files.newOutputStream(modern))) {
      ClassFile classFile =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(hierarchy(from)));
      for (JarEntry entry : (Iterable<JarEntry>) from.stream()::iterator) {
        byte[] bytes;
        try (InputStream in = from.getInputStream(entry)) {
          bytes = in.readAllBytes();
        }
        boolean old = entry.getName().endsWith(".class") && major(bytes) < ClassFile.JAVA_6_VERSION;
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        to.putNextEntry(copy);
        to.write(old ? classFile.transformClass(classFile.parse(bytes), TRANSFORM) : bytes);
        changed |= old;
      }
    }
    if (changed) {
      Files.move(modern, jar, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(modern);
    }
  }

  private static ClassHierarchyResolver hierarchy(JarFile jar) {
    ClassHierarchyResolver own =
        ClassHierarchyResolver.ofResourceParsing(
            type -> {
              String name = type.descriptorString();
              JarEntry entry = jar.getJarEntry(name.substring(1, name.length() - 1) + ".class");
              try {
                return entry == null ? null : jar.getInputStream(entry);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return own.orElse(ClassHierarchyResolver.defaultResolver()).cached();
  }

  private static int major(byte[] classBytes) {
    return (classBytes[6] & 0xff) << 8 | classBytes[7] & 0xff;
  }
}
