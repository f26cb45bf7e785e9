package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A raw client from STARTTLS on. Java's TLS wants a TCP socket, so bytes are carried over. */
final class TlsClient implements AutoCloseable {
  private final SSLSocket socket;
  private final DataInputStream in;

  private TlsClient(SSLSocket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(socket.getInputStream());
  }

  static TlsClient connect(SocketChannel channel, Path certificates) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    byte[] authority = Files.readAllBytes(certificates.resolve("ca-cert.pem"));
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(authority)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (ServerSocket carrier = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket near = new Socket(carrier.getInetAddress(), carrier.getLocalPort());
      Socket far = carrier.accept();
      carry(far.getInputStream(), Channels.newOutputStream(channel));
      carry(Channels.newInputStream(channel), far.getOutputStream());
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(near, "localhost", 0, true);
      socket.startHandshake();
      return new TlsClient(socket);
    }
  }

  private static void carry(InputStream from, OutputStream to) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                byte[] bytes = new byte[1 << 16];
                for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
                  to.write(bytes, 0, n);
                  to.flush();
                }
              } catch (IOException e) {
                // The test is over.
              }
            });
  }

  void write(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    socket.getOutputStream().write(copy);
  }

  void option(int option, byte[] data) throws IOException {
    write(
        ByteBuffer.allocate(16 + data.length)
            .putLong(HandshakeNumbers.OPTION_MAGIC)
            .putInt(option)
            .putInt(data.length)
            .put(data)
            .flip());
  }

  void skip(int bytes) throws IOException {
    in.skipNBytes(bytes);
  }

  int readInt() throws IOException {
    return in.readInt();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
