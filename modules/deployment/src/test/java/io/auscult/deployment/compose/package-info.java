/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The plant of docker/compose.yaml. */
@NullMarked
package io.auscult.deployment.compose;

import org.jspecify.annotations.NullMarked;
