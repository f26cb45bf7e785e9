package io.tinyvol.remote;

import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Hands open files to a daemon, which keeps each until it is claimed or this is closed. */
final class OpenFiles implements Closeable {
  private final DescriptorConnection connection;

  private OpenFiles(DescriptorConnection connection) {
    this.connection = connection;
  }

  static OpenFiles connect(Path socket) throws IOException {
    return new OpenFiles(DescriptorConnection.connect(socket));
  }

  /** Hands in a file, and gives the token that a request names it by. */
  String handIn(Descriptor descriptor) throws IOException {
    connection.send(new byte[] {'+'}, List.of(descriptor));
    DescriptorConnection.Message answer = connection.receive();
    if (answer == null) {
      throw new EOFException("the store's daemon did not take an open file");
    }
    answer.descriptors().forEach(Descriptor::close);
    return new String(answer.bytes(), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
