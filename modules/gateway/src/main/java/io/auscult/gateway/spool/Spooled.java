/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

/**
 * A record and its place.
 *
 * @param position of its first byte
 */
public record Spooled(SpoolPosition position, SpoolRecord record) {}
