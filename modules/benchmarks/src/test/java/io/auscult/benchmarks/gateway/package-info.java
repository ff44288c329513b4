/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
