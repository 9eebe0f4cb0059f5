/** A booth whose photos are all good and whose studio answers at once; with `far` there is an engine elsewhere that works on. */
import type { Incoming, Message } from '../../../core/platform.js'
import { eventually, openTestBooth } from '../../support/booth.js'
import { instantEngine, remoteEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { command, PLENTY, press } from '../../support/sitter.js'

export async function openHouse({ far = false } = {}) {
  const engine = await instantEngine()
  const replicate = await remoteEngine()
  const engines = far ? { local: engine, replicate } : { local: engine }
  const house = await openTestBooth({ engines, vision: createEyes(), ...(far && { plan: PLENTY }) })
  const { booth, platform } = house
  for (const name of ['good', 'other', 'wall']) platform.photos.set(name, Buffer.from(name))
  return {
    ...house,
    engine,
    /** The one elsewhere. */
    replicate,
    say: (chat: string, what: Partial<Incoming> & Pick<Incoming, 'act'>) => platform.say(booth, chat, what),
    command: (chat: string, name: string, argument = '', more: Partial<Incoming> = {}) =>
      platform.say(booth, chat, { ...command(name, argument), ...more }),
    press: (chat: string, action: string) => platform.say(booth, chat, press(action)),
    /** Waits until the newest message of a chat is of that kind. */
    sees: (chat: string, what: (message: Message) => boolean) =>
      eventually(
        () => platform.messages(chat).findLast(what),
        message => message !== undefined,
      ) as Promise<Message>,
  }
}
export type House = Awaited<ReturnType<typeof openHouse>>

export const actions = (message: Message | undefined) =>
  (message?.buttons ?? []).flat().map(({ action }) => action)
