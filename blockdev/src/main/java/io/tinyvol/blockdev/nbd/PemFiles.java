package io.tinyvol.blockdev.nbd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM (RFC 7468). */
final class PemFiles {
  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** Version 0, and the algorithm rsaEncryption without parameters (RFC 5208, RFC 8017). */
  private static final byte[] RSA_PKCS8_START = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private PemFiles() {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Block(String label, byte[] data) {}

  /** All certificates of a file, at least one. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(file)) {
        if (block.label().equals("CERTIFICATE")) {
          Certificate certificate =
              factory.generateCertificate(new ByteArrayInputStream(block.data()));
          certificates.add((X509Certificate) certificate);
        }
      }
    } catch (CertificateException e) {
      throw new IOException(file + ": a certificate is damaged: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + ": no certificate in it");
    }
    return certificates;
  }

  /** The key of a file. */
  static PrivateKey privateKey(Path file) throws IOException {
    for (Block block : blocks(file)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return key(file, block.data());
        }
        case "RSA PRIVATE KEY" -> {
          return key(file, rsaToPkcs8(block.data()));
        }
        case "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(
                file
                    + ": "
                    + block.label()
                    + " is not read; make it PKCS #8: openssl pkcs8 -topk8 -nocrypt");
        default -> {
          // Parameters and comments may be there too.
        }
      }
    }
    throw new IOException(file + ": no private key in it");
  }

  private static PrivateKey key(Path file, byte[] pkcs8) throws IOException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // It is of another kind.
      }
    }
    throw new IOException(file + ": the private key is damaged, or of an unknown kind");
  }

  private static byte[] rsaToPkcs8(byte[] pkcs1) {
    byte[] octets = der(0x04, new byte[0], pkcs1);
    return der(0x30, RSA_PKCS8_START, octets);
  }

  /** A tag, the length, and the content in two parts. */
  private static byte[] der(int tag, byte[] first, byte[] second) {
    int length = first.length + second.length;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(tag);
    bytes.write(0x83); // three bytes of length, needed or not: Java's decoder takes them
    bytes.write(length >> 16);
    bytes.write(length >> 8);
    bytes.write(length);
    bytes.writeBytes(first);
    bytes.writeBytes(second);
    return bytes.toByteArray();
  }

  private static List<Block> blocks(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + ": too long for certificates or a key");
    }
    Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    List<Block> blocks = new ArrayList<>();
    while (matcher.find()) {
      try {
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": not base64", e);
      }
    }
    return blocks;
  }
}
