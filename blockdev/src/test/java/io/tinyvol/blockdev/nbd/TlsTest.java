package io.tinyvol.blockdev.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates of GnuTLS's certtool, and clients of GnuTLS. */
class TlsTest {
  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    authority("ca", folder);
    certificate("server", "tls_www_server\ndns_name = localhost\n", "--no-pkcs8");
    certificate("client", "tls_www_client\n", "--pkcs8");
    Path strange = Files.createDirectory(folder.resolve("strange"));
    authority("ca", strange);
  }

  private static void authority(String name, Path where) throws Exception {
    Path info =
        Files.writeString(
            where.resolve(name + ".info"), "cn = " + name + "\nca\ncert_signing_key\n");
    key(where.resolve(name + "-key.pem"), "--no-pkcs8");
    Programs.run(
        "certtool",
        "--generate-self-signed",
        "--template",
        info.toString(),
        "--load-privkey",
        where.resolve(name + "-key.pem").toString(),
        "--outfile",
        where.resolve(name + "-cert.pem").toString());
  }

  private static void key(Path file, String form) throws Exception {
    // Small keys are made quickly.
    if (form.equals("--pkcs8")) {
      Programs.run(
          "certtool",
          "--generate-privkey",
          "--pkcs8",
          "--password=",
          "--key-type=rsa",
          "--bits=2048",
          "--outfile",
          file.toString());
    } else {
      Programs.run(
          "certtool",
          "--generate-privkey",
          "--key-type=rsa",
          "--bits=2048",
          "--outfile",
          file.toString());
    }
  }

  private static void certificate(String name, String purpose, String form) throws Exception {
    Path info = folder.resolve(name + ".info");
    Files.writeString(info, "cn = " + name + "\n" + purpose + "signing_key\nencryption_key\n");
    key(folder.resolve(name + "-key.pem"), form);
    Programs.run(
        "certtool",
        "--generate-certificate",
        "--template",
        info.toString(),
        "--load-privkey",
        folder.resolve(name + "-key.pem").toString(),
        "--load-ca-certificate",
        folder.resolve("ca-cert.pem").toString(),
        "--load-ca-privkey",
        folder.resolve("ca-key.pem").toString(),
        "--outfile",
        folder.resolve(name + "-cert.pem").toString());
  }

  private static String uri(TestServer server, Path certificates) {
    return "nbds+unix://localhost/vm?tls-certificates=" + certificates + "&socket=" + server.socket;
  }

  /** Without the authority nobody has to show a certificate. */
  private static TlsOptions forAnybody() throws IOException {
    Path own = Files.createTempDirectory(folder, "own");
    for (String name : new String[] {"server-cert.pem", "server-key.pem"}) {
      Files.copy(folder.resolve(name), own.resolve(name));
    }
    return TlsOptions.fromFolder(own);
  }

  @Test
  void certificatesAreCheckedBothWays() throws Exception {
    TlsOptions tls = TlsOptions.fromFolder(folder);
    assertTrue(tls.isRequired() && tls.wantsClientCertificate());
    try (TestServer server = TestServer.start(options -> options.withTls(tls))) {
      String json = Programs.run("nbdinfo", "--json", uri(server, folder));
      assertTrue(json.contains("\"TLS\": true"), json);
      Path bare = Files.createDirectory(folder.resolve("bare"));
      Files.copy(folder.resolve("ca-cert.pem"), bare.resolve("ca-cert.pem"));
      assertNotEquals(0, Programs.call("nbdinfo", uri(server, bare)).status());
      Path strange = folder.resolve("strange");
      assertNotEquals(0, Programs.call("nbdinfo", uri(server, strange)).status());
      assertNotEquals(0, Programs.call("nbdinfo", server.uri("vm")).status());
      server.awaitNoClient();
    }
  }

  @Test
  void muchGoesBothWays() throws Exception {
    TlsOptions tls = forAnybody();
    assertFalse(tls.wantsClientCertificate());
    byte[] image = new byte[TestServer.SIZE_BYTES];
    new Random(5).nextBytes(image);
    Path from = Files.write(folder.resolve("from"), image);
    Path to = folder.resolve("to");
    try (TestServer server = TestServer.start(options -> options.withTls(tls))) {
      for (boolean isQuick : new boolean[] {true, false}) {
        server.device().isQuick = isQuick;
        Programs.run("nbdcopy", "--requests=64", from.toString(), uri(server, folder));
        Programs.run("nbdcopy", "--requests=64", uri(server, folder), to.toString());
        assertEquals(-1, Files.mismatch(from, to));
      }
      String credentials = "tls-creds-x509,id=t,endpoint=client,verify-peer=yes,dir=" + folder;
      String image2 =
          "driver=nbd,export=vm,tls-creds=t,tls-hostname=localhost,"
              + "server.type=unix,server.path="
              + server.socket;
      Programs.run(
          "qemu-img",
          "compare",
          "--object",
          credentials,
          "--image-opts",
          image2,
          "driver=file,filename=" + from);
      server.awaitNoClient();
    }
  }

  @Test
  void offeredIsNotRequired() throws Exception {
    TlsOptions tls = forAnybody().offered();
    try (TestServer server = TestServer.start(options -> options.withTls(tls))) {
      Programs.run("nbdinfo", server.uri("vm"));
      Programs.run("nbdinfo", uri(server, folder));
    }
  }

  @Test
  void requiredMeansNothingBefore() throws Exception {
    TlsOptions tls = forAnybody();
    try (TestServer server = TestServer.start(options -> options.withTls(tls))) {
      try (RawClient client = RawClient.greeted(server.socket)) {
        for (int option : new int[] {3, 6, 7, 8, 9, 10, 4711}) {
          client.option(option);
          client.expect(HandshakeNumbers.REP_ERR_TLS_REQD);
        }
        client.option(HandshakeNumbers.OPT_STARTTLS, (byte) 0);
        client.expect(HandshakeNumbers.REP_ERR_INVALID);
        client.option(HandshakeNumbers.OPT_ABORT);
        client.expect(HandshakeNumbers.REP_ACK);
        assertTrue(client.isAtEnd());
      }
      try (RawClient client = RawClient.greeted(server.socket)) {
        client.option(HandshakeNumbers.OPT_EXPORT_NAME, (byte) 'v', (byte) 'm');
        assertTrue(client.isAtEnd());
      }
      assertFalse(server.hasEvent("open"));
    }
  }

  /** An attacker in between must not put words into a client's mouth (NO-STARTTLS, 2021). */
  @Test
  void whatIsSmuggledInEndsTheConnection() throws Exception {
    TlsOptions tls = forAnybody();
    try (TestServer server = TestServer.start(options -> options.withTls(tls));
        RawClient client = RawClient.greeted(server.socket)) {
      ByteBuffer both = ByteBuffer.allocate(32);
      for (int option :
          new int[] {HandshakeNumbers.OPT_STARTTLS, HandshakeNumbers.OPT_STRUCTURED_REPLY}) {
        both.putLong(HandshakeNumbers.OPTION_MAGIC).putInt(option).putInt(0);
      }
      client.send(both.flip());
      assertTrue(client.isAtEnd());
      server.awaitNoClient();
      assertTrue(server.hasEvent("refused bytes in plain"), server.events.toString());
    }
  }

  /** What has been agreed on in plain does not count: replies to reads are simple again. */
  @Test
  void whatWasAgreedOnBeforeIsForgotten() throws Exception {
    TlsOptions tls = forAnybody().offered();
    try (TestServer server = TestServer.start(options -> options.withTls(tls));
        RawClient client = RawClient.greeted(server.socket)) {
      client.option(HandshakeNumbers.OPT_STRUCTURED_REPLY);
      client.expect(HandshakeNumbers.REP_ACK);
      client.option(HandshakeNumbers.OPT_STARTTLS);
      client.expect(HandshakeNumbers.REP_ACK);
      try (TlsClient secure = TlsClient.connect(client.channel, folder)) {
        secure.option(HandshakeNumbers.OPT_GO, RawClient.exportQuery("vm"));
        secure.skip(20 + 12 + 20 + 14 + 20);
        secure.write(RawClient.request(0, CommandNumbers.READ, 1, 0, 512));
        assertEquals(CommandNumbers.SIMPLE_REPLY_MAGIC, secure.readInt());
      }
    }
  }

  @Test
  void garbageInsteadOfTlsEndsTheConnection() throws Exception {
    TlsOptions tls = forAnybody();
    try (TestServer server = TestServer.start(options -> options.withTls(tls));
        RawClient client = RawClient.greeted(server.socket)) {
      client.option(HandshakeNumbers.OPT_STARTTLS);
      client.expect(HandshakeNumbers.REP_ACK);
      client.send(ByteBuffer.allocate(1000));
      server.awaitNoClient();
    }
  }

  @Test
  void damagedFilesAreNamed() throws Exception {
    Path bad = Files.createDirectory(folder.resolve("bad"));
    assertThrows(IOException.class, () -> TlsOptions.fromFolder(bad));
    Files.copy(folder.resolve("server-cert.pem"), bad.resolve("server-cert.pem"));
    Files.writeString(bad.resolve("server-key.pem"), "nothing");
    IOException e = assertThrows(IOException.class, () -> TlsOptions.fromFolder(bad));
    assertTrue(String.valueOf(e.getMessage()).contains("server-key.pem"));
  }
}
