/* SPDX-License-Identifier: GPL-3.0-or-later */

/** Who may do what, what they are told who may not, and that no secret is told to anybody. */
@NullMarked
package io.auscult.deployment.security;

import org.jspecify.annotations.NullMarked;
