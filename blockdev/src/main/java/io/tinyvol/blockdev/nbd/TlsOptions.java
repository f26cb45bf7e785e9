package io.tinyvol.blockdev.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How connections are encrypted, with TLS 1.3.
 *
 * @param context has the server's certificate and key, and whom it trusts
 * @param isRequired whether a client can do nothing without; otherwise it is offered
 * @param wantsClientCertificate whether a client must show one that the context trusts
 */
public record TlsOptions(SSLContext context, boolean isRequired, boolean wantsClientCertificate) {
  private static final char[] NO_PASSWORD = {};

  /**
   * Required, with what a folder has under the names that QEMU's {@code tls-creds-x509} gives them:
   * {@code server-cert.pem} (and its chain), {@code server-key.pem} (PKCS #8, or PKCS #1 for RSA;
   * not encrypted), and maybe {@code ca-cert.pem}: then clients must show a certificate that one of
   * its certificates signed.
   *
   * @throws IOException if a file cannot be read, or is not what it should be
   */
  public static TlsOptions fromFolder(Path folder) throws IOException {
    Path authority = folder.resolve("ca-cert.pem");
    boolean hasAuthority = Files.exists(authority);
    List<X509Certificate> chain = PemFiles.certificates(folder.resolve("server-cert.pem"));
    PrivateKey key = PemFiles.privateKey(folder.resolve("server-key.pem"));
    List<X509Certificate> trusted = hasAuthority ? PemFiles.certificates(authority) : List.of();
    try {
      return new TlsOptions(context(chain, key, trusted), true, hasAuthority);
    } catch (GeneralSecurityException e) {
      throw new IOException(folder + ": no use for TLS: " + e.getMessage(), e);
    }
  }

  /** The same, offered only. */
  public TlsOptions offered() {
    return new TlsOptions(context, false, wantsClientCertificate);
  }

  private static SSLContext context(
      List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore own = emptyStore();
    own.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust(trusted), null);
    return context;
  }

  private static TrustManager @Nullable [] trust(List<X509Certificate> trusted)
      throws GeneralSecurityException, IOException {
    if (trusted.isEmpty()) {
      return null;
    }
    KeyStore authorities = emptyStore();
    for (X509Certificate certificate : trusted) {
      authorities.setCertificateEntry("ca-" + authorities.size(), certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    for (TrustManager manager : trust.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager x509) {
        return new TrustManager[] {new SilentTrust(x509)};
      }
    }
    throw new GeneralSecurityException("Java has nothing that checks certificates");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
