/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Tests with a real schema registry, and with consumers that are not ours. */
@NullMarked
package io.auscult.deployment.registry;

import org.jspecify.annotations.NullMarked;
