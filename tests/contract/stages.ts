/** The stages of all platforms, by name. */
import type { Platform } from '../../core/platform.js'
import type { StageBoothOptions } from '../support/stage-booth.js'
import type { Stage } from './stage.js'

export type StageOptions = Pick<
  StageBoothOptions,
  'publicResults' | 'engine' | 'eyes' | 'plan' | 'paid' | 'publicUrl' | 'stripe'
>

export type OpenStage = (options?: StageOptions) => Promise<Stage>

/** Opens a platform's stage; an SDK is loaded only for the platform that is wanted. */
export async function openStage(platform: Platform, options?: StageOptions): Promise<Stage> {
  const open: Record<Platform, () => Promise<OpenStage>> = {
    web: async () => (await import('../fakes/web/stage.js')).openWebStage,
    discord: async () => (await import('../fakes/discord/stage.js')).openDiscordStage,
    telegram: async () => (await import('../fakes/telegram/stage.js')).openTelegramStage,
    slack: async () => (await import('../fakes/slack/stage.js')).openSlackStage,
  }
  return (await open[platform]())(options)
}
