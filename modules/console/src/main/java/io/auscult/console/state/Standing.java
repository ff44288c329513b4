/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a machine is now.
 *
 * @param since when; null if that is not known
 * @param why one line for a person
 */
public record Standing(MachineState state, @Nullable Instant since, String why) {}
