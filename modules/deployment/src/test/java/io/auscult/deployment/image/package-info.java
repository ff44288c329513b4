/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The image of docker/Dockerfile; .ci/image builds and runs it. */
@NullMarked
package io.auscult.deployment.image;

import org.jspecify.annotations.NullMarked;
