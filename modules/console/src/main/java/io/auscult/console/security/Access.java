/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who can reach the console, and as whom.
 *
 * @param tokens null: whoever reaches it may do everything, as {@code localPerson}
 * @param tls null: plain HTTP
 * @param localPerson the name of who needs no token
 * @param readOnly nobody may change anything
 */
public record Access(
    @Nullable TokenFile tokens, @Nullable Tls tls, String localPerson, boolean readOnly) {

  /**
   * A certificate with its key.
   *
   * @param keystore PKCS#12 or JKS
   */
  public record Tls(Path keystore, String password) {}

  /** For this machine alone. */
  public static Access local(boolean readOnly) {
    return new Access(null, null, System.getProperty("user.name", "local"), readOnly);
  }

  /**
   * Makes sure that an address that others can reach asks who they are, and that nobody listens in.
   *
   * @param tokenFile null: none was given
   * @param keystore null: none was given
   * @param passwordFile of the keystore; null: none was given
   * @throws IllegalArgumentException if not, in one line
   */
  public static Access of(
      InetAddress address,
      @Nullable Path tokenFile,
      @Nullable Path keystore,
      @Nullable Path passwordFile,
      boolean readOnly)
      throws IOException {
    if (!address.isLoopbackAddress() && (tokenFile == null || keystore == null)) {
      throw new IllegalArgumentException(
          "--http-address %s can be reached by others: that takes --token-file and --tls-keystore with --tls-password-file"
              .formatted(address.getHostAddress()));
    }
    if ((keystore == null) != (passwordFile == null)) {
      throw new IllegalArgumentException("--tls-keystore and --tls-password-file go together");
    }
    Tls tls = null;
    if (keystore != null && passwordFile != null) {
      if (!Files.isReadable(keystore)) {
        throw new IllegalArgumentException(keystore + " cannot be read (--tls-keystore)");
      }
      tls = new Tls(keystore, Files.readString(passwordFile).strip());
    }
    return new Access(
        tokenFile == null ? null : TokenFile.read(tokenFile),
        tls,
        System.getProperty("user.name", "local"),
        readOnly);
  }
}
