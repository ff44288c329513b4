/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What is listened to: files, devices, child processes, standard input, simulated machines. */
@NullMarked
package io.auscult.gateway.source;

import org.jspecify.annotations.NullMarked;
