import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs google-java-format over every Java file below a folder: {@code check} or {@code write}. */
public final class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    arguments.addAll(javaFilesBelow(Path.of(args[1])));
    int exit = format(arguments.toArray(String[]::new));
    if (exit != 0 && !write) {
      System.err.println("The files above are not formatted; run bin/dev/format to mend them.");
    }
    System.exit(exit);
  }

  private static int format(String[] arguments) throws ReflectiveOperationException {
    Class<?> main = Class.forName("com.google.googlejavaformat.java.Main");
    try {
      main.getMethod("main", String[].class).invoke(null, (Object) arguments);
      return 0;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(Arrays.toString(arguments), e.getCause());
    }
  }

  private static List<String> javaFilesBelow(Path top) throws IOException {
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
            String name = folder.getFileName().toString();
            boolean isBuilt =
                name.equals("target") && Files.exists(folder.resolveSibling("pom.xml"));
            return isBuilt || name.equals(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
            if (file.toString().endsWith(".java")) {
              files.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
