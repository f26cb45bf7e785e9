package io.tinyvol.daemon;

import io.tinyvol.cas.store.StoreFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;

/**
 * Lets a group use a daemon: its members may pass through the store's folder to the sockets, and
 * read nothing else in it.
 */
final class GroupAccess {
  private static final String SOCKET_MODE = "rw-rw----";
  private static final String FOLDER_MODE = "rwx--x---";

  private final StoreFolder folder;

  GroupAccess(StoreFolder folder) {
    this.folder = folder;
  }

  /**
   * Lets the group in.
   *
   * @throws IllegalArgumentException if there is no such group
   */
  void grant(String name) throws IOException {
    GroupPrincipal group;
    try {
      group =
          folder
              .path()
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException e) {
      throw new IllegalArgumentException("no such group: " + name, e);
    }
    // The sockets first: the folder is what lets anybody near them.
    for (Path socket : List.of(folder.descriptorSocket(), folder.apiSocket())) {
      set(socket, group, SOCKET_MODE);
    }
    set(folder.path(), group, FOLDER_MODE);
  }

  private static void set(Path path, GroupPrincipal group, String mode) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    view.setGroup(group);
    view.setPermissions(PosixFilePermissions.fromString(mode));
  }
}
