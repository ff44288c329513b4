/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

/** Who is told, and how to reach them. */
public sealed interface TargetSettings
    permits WebhookSettings, AlertmanagerSettings, MqttSettings {}
