/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The chart helm/auscult, rendered by Helm itself. */
@NullMarked
package io.auscult.deployment.helm;

import org.jspecify.annotations.NullMarked;
