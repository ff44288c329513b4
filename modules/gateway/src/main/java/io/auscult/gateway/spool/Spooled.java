/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

/** A record and where it stands. */
public record Spooled(SpoolPosition position, SpoolRecord record) {}
