/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A plant's certificate authority and what it signs, made by the JDK's keytool. Its commands are
 * gathered first and then run in one virtual machine, because each would take a second to start.
 */
final class Certificates {

  private final Path folder;
  private final String password;
  private final List<String> commands = new ArrayList<>();

  /**
   * @param folder of the stores
   * @param password of all of them
   */
  Certificates(Path folder, String password) {
    this.folder = folder;
    this.password = password;
  }

  /** Another authority, and a store that trusts it alone. */
  Certificates authority(String name) {
    keytool(name, name, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c");
    keytool(name, name, "-exportcert", "-file", file(name, "crt"));
    keytool("trusts-" + name, name, "-importcert", "-noprompt", "-file", file(name, "crt"));
    return this;
  }

  /** A certificate for 127.0.0.1 that is valid now. */
  Certificates signed(String authority, String name) {
    return signed(authority, name, "SAN=ip:127.0.0.1", "-1d");
  }

  /**
   * A certificate for two days.
   *
   * @param host whose it is, as an extension that keytool knows
   * @param begin when it begins to be valid, from now
   */
  Certificates signed(String authority, String name, String host, String begin) {
    keytool(name, name, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name);
    keytool(name, name, "-certreq", "-file", file(name, "csr"));
    keytool(
        authority,
        authority,
        "-gencert",
        "-infile",
        file(name, "csr"),
        "-outfile",
        file(name, "crt"),
        "-ext",
        host,
        "-startdate",
        begin,
        "-validity",
        "2");
    keytool(name, "root", "-importcert", "-noprompt", "-file", file(authority, "crt"));
    keytool(name, name, "-importcert", "-noprompt", "-file", file(name, "crt"));
    return this;
  }

  Path keyStore(String name) {
    return folder.resolve(name + ".p12");
  }

  /** What trusts an authority. */
  Path trustStore(String authority) {
    return keyStore("trusts-" + authority);
  }

  private String file(String name, String extension) {
    return folder.resolve(name + "." + extension).toString();
  }

  private void keytool(String store, String alias, String... arguments) {
    commands.add(
        String.join(
            "\t",
            Stream.concat(
                    Stream.of(arguments),
                    Stream.of(
                        "-alias",
                        alias,
                        "-keystore",
                        keyStore(store).toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        password))
                .toList()));
  }

  /** Makes all of it. */
  Certificates make() throws IOException, InterruptedException {
    Path list = folder.resolve("keytool.commands");
    Files.write(list, commands);
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports",
                "java.base/sun.security.tools.keytool=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                AuscultProcess.classPath(),
                Keytool.class.getName(),
                list.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + Files.readString(log));
    }
    return this;
  }

  /** Runs keytool many times in one process. */
  static final class Keytool {

    private Keytool() {}

    /** Each line of the file is a command, its arguments are parted by tabs. */
    public static void main(String[] arguments) throws Exception {
      var keytool =
          Class.forName("sun.security.tools.keytool.Main").getMethod("main", String[].class);
      for (String command : Files.readAllLines(Path.of(arguments[0]))) {
        keytool.invoke(null, (Object) command.split("\t", -1));
      }
    }
  }
}
