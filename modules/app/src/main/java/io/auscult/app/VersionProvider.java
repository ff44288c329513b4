/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"auscult " + (version == null ? "(not packaged)" : version)};
  }
}
