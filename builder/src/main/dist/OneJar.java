import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipFile;

/**
 * Merges jars into one: at each start the JVM reads the manifest of every jar it takes a class
 * from, and a class or service that is looked for in vain has every jar opened.
 *
 * <p>Class files older than Java 6, as picocli's are, get stack maps: the JVM takes its slow old
 * verifier for those without at each start, and keeps them out of its ahead-of-time cache. Native
 * libraries stay out, and the jars' legal notices go to a folder each.
 */
final class OneJar {
  private static final ClassTransform TRANSFORM =
      ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
          .andThen(
              (builder, element) -> {
                if (element instanceof ClassFileVersion) {
                  builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                } else {
                  builder.with(element);
                }
              });

  private final Map<String, byte[]> entries = new TreeMap<>();

  /** Takes over what the command needs of {@code jar}. */
  void add(Path jar) throws IOException {
    try (JarFile from = new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, Runtime.version())) {
      List<JarEntry> wanted = from.versionedStream().filter(OneJar::isWanted).toList();
      for (JarEntry entry : wanted) {
        try (InputStream in = from.getInputStream(entry)) {
          put(entry.getName(), in.readAllBytes(), jar);
        }
      }
    }
  }

  private void put(String name, byte[] bytes, Path jar) {
    if (name.startsWith("META-INF/services/")) {
      entries.merge(name, bytes, OneJar::join);
    } else if (name.startsWith("META-INF/")) {
      String rest = name.substring("META-INF/".length());
      entries.put("META-INF/of/" + jar.getFileName() + "/" + rest, bytes);
    } else if (entries.putIfAbsent(name, bytes) != null) {
      throw new IllegalStateException(jar + ": another jar has this too: " + name);
    }
  }

  private static boolean isWanted(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && !name.equals(JarFile.MANIFEST_NAME)
        && !name.endsWith("module-info.class")
        && !name.matches(".*\\.(so|dll|dylib|jnilib)");
  }

  private static byte[] join(byte[] one, byte[] other) {
    return (new String(one) + "\n" + new String(other)).getBytes();
  }

  /** Writes the jar. */
  void write(Path target) throws IOException {
    ClassFile classFile =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy()));
    try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(target))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        byte[] bytes = entry.getValue();
        boolean old = entry.getKey().endsWith(".class") && isOld(bytes);
        to.putNextEntry(new JarEntry(entry.getKey()));
        to.write(old ? classFile.transformClass(classFile.parse(bytes), TRANSFORM) : bytes);
      }
    }
  }

  /** Which class extends which: stack maps name common superclasses. */
  private ClassHierarchyResolver hierarchy() {
    return ClassHierarchyResolver.ofResourceParsing(this::open)
        .orElse(ClassHierarchyResolver.defaultResolver())
        .cached();
  }

  private InputStream open(ClassDesc type) {
    String descriptor = type.descriptorString();
    byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  private static boolean isOld(byte[] classBytes) {
    int major = (classBytes[6] & 0xff) << 8 | classBytes[7] & 0xff;
    return major < ClassFile.JAVA_6_VERSION;
  }
}
