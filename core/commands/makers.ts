import type { TextId } from '../say.js'
import type { Context } from './command.js'
import { named } from './consent.js'

/** Who makes the pictures: the sentence about the studio while it serves alone, else where the AI models are. */
export function makers(context: Context, studio: TextId): string {
  const engines = context.catalogue.engines()
  if (engines.length === 0) return context.say(studio)
  return context.say('catalogue.engines', { engines: named(context, engines) })
}
