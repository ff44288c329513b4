/* SPDX-License-Identifier: GPL-3.0-or-later */
/** WAV and FLAC in and out, and PCM conversion. */
@NullMarked
package io.auscult.audio;

import org.jspecify.annotations.NullMarked;
