/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jars, the same for every distribution. */
public final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return new String[] {"auscult " + (version == null ? "(not packaged)" : version)};
  }
}
