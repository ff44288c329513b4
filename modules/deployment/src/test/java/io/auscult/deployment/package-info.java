/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Whether what is in {@code docker/} and {@code helm/} brings up a plant. */
@org.jspecify.annotations.NullMarked
package io.auscult.deployment;
