package io.tinyvol.daemon;

import io.tinyvol.json.JsonObject;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection.Peer;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.service.BuildSource;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import io.tinyvol.service.SourceFile;
import io.tinyvol.service.SourceKind;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.json.PlanJson;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/**
 * What clients handed in, checked for what it is used for. A descriptor says what its opener may
 * do: only what is open for reading is read, only what is open for writing is written, for to open
 * it anew through /proc would be with this process's rights (open(2), O_PATH). What lies in a
 * folder is opened by this process, so a folder is taken only from whom that gives nothing: root,
 * and the user that this process runs as.
 */
final class Handed {
  private static final int MOST_NAME_CHARS = 4096;

  private final DescriptorDesk desk;
  private final long ownUid;

  Handed(DescriptorDesk desk, long ownUid) {
    this.desk = desk;
    this.ownUid = ownUid;
  }

  /** The source of a build. Its descriptor is the caller's to close. */
  BuildSource source(JsonObject object) throws RequestException, IOException {
    SourceKind kind = SourceKind.ofLabel(object.text("kind"));
    String name = object.text("name");
    String tag = object.findText("tag").orElse(null);
    String token = object.text("descriptor");
    object.checkNoOthers();
    if (name.length() > MOST_NAME_CHARS) {
      throw Problems.wrong("name: is longer than a path can be");
    }
    DescriptorDesk.Deposit deposit = desk.claim(token);
    Descriptor descriptor = deposit.descriptor();
    try {
      if (!descriptor.isReadable()) {
        throw Problems.wrong(name + ": was handed in without being open for reading");
      }
      if (Files.isDirectory(descriptor.path())) {
        checkMayHandInFolder(name, kind, deposit.peer());
      }
      return new BuildSource(kind, new SourceFile.Open(descriptor, name), tag);
    } catch (RequestException | IOException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  private void checkMayHandInFolder(String name, SourceKind kind, Peer peer)
      throws RequestException {
    if (peer.uid() == 0 || peer.uid() == ownUid) {
      return;
    }
    String instead =
        kind == SourceKind.OCI
            ? "give an archive of the image: skopeo copy oci:... docker-archive:..."
            : "pipe it: tar -C DIR --xattrs --xattrs-include='*' --acls -cf - . | tinyvol build"
                + " NAME --from-tar -";
    throw new RequestException(
        403,
        new Failure(
            ExitCode.FAILED,
            name
                + ": permission denied: the daemon opens what is in a folder with its own rights,"
                + " so it takes folders from its own user and from root only; "
                + instead));
  }

  /** A file or block device that is read. It is the caller's to close. */
  Descriptor readable(JsonObject object) throws RequestException, IOException {
    Descriptor descriptor = desk.claim(object.text("descriptor")).descriptor();
    try {
      FileStatus.Type type = descriptor.status().type();
      if (!descriptor.isReadable()
          || (type != FileStatus.Type.REGULAR && type != FileStatus.Type.BLOCK_DEVICE)) {
        throw Problems.wrong("descriptor: is no file or block device that is open for reading");
      }
      return descriptor;
    } catch (RequestException | IOException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /** The target of an export. Its descriptor is the caller's to close. */
  VolumeTarget target(JsonObject object) throws RequestException, IOException {
    VolumeTarget.Form form = form(object.text("form"));
    boolean verify = object.flag("verify");
    Optional<JsonObject> meant = object.findObject("content");
    Optional<VolumeTarget.Content> content =
        meant.isEmpty() ? Optional.empty() : Optional.of(PlanJson.readContent(meant.get()));
    String token = object.text("descriptor");
    object.checkNoOthers();
    Descriptor descriptor = desk.claim(token).descriptor();
    try {
      if (!descriptor.isWritable()) {
        throw Problems.wrong("descriptor: was handed in without being open for writing");
      }
      if ((form.isRead() || verify) && !descriptor.isReadable()) {
        throw Problems.wrong("descriptor: was handed in without being open for reading too");
      }
      checkType(form, descriptor.status().type());
      return new VolumeTarget(descriptor, form, verify, content);
    } catch (RequestException | IOException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  private static void checkType(VolumeTarget.Form form, FileStatus.Type type)
      throws RequestException {
    switch (form) {
      case STREAM -> {}
      case SPARSE, DURABLE -> {
        if (type != FileStatus.Type.REGULAR) {
          throw Problems.wrong("form: only a regular file can be written so");
        }
      }
      case DEVICE, FRESH, THIN -> {
        if (type != FileStatus.Type.BLOCK_DEVICE) {
          throw Problems.wrong("form: only a block device can be written so");
        }
      }
    }
  }

  private static VolumeTarget.Form form(String label) throws RequestException {
    for (VolumeTarget.Form form : VolumeTarget.Form.values()) {
      if (form.name().toLowerCase(Locale.ROOT).equals(label)) {
        return form;
      }
    }
    throw Problems.wrong("form: not stream, sparse, durable, device, fresh or thin: " + label);
  }
}
