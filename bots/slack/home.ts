/** The app's home page: what is under way, the gallery, settings and privacy. Pure. */
import type { HomeView, KnownBlock } from '@slack/types'
import { SLACK } from '../../config/limits.js'
import { slackWords } from '../../config/locales/slack/index.js'
import type { Message } from '../../core/platform.js'
import type { Say } from '../../core/say.js'
import { renderMessage, type ShownPicture } from './render.js'

export interface HomeOptions {
  owner: string
  isCommand: (name: string) => boolean
  /** Pictures of the gallery that lie at Slack already, in the order of the messages. */
  pictures: readonly ShownPicture[]
  say: (language: string) => Say
}

/** The messages of `Booth.home` one below the other, with the form and the other commands at hand on top. */
export function renderHome(messages: readonly Message[], options: HomeOptions): HomeView {
  const { owner, isCommand, say } = options
  const texts = slackWords(messages[0]?.language)
  const top = renderMessage(
    { text: `**${texts.name}**`, buttons: [], images: [] },
    {
      owner: `${owner}:top`,
      isCommand,
      photoLabel: say(messages[0]?.language ?? '')('texts.photoButton'),
      shortcuts: texts.shortcuts,
    },
  )
  let pictures = options.pictures
  const parts = messages.map((message, at): KnownBlock[] => {
    const mine = pictures.slice(0, message.images.length)
    pictures = pictures.slice(message.images.length)
    // A part that is too long leaves the others their place.
    const blocks = Math.floor((SLACK.homeBlocks - top.blocks.length) / messages.length) - 1
    const rendered = renderMessage(message, { owner: `${owner}:${at}`, isCommand, pictures: mine, blocks })
    return [{ type: 'divider' }, ...rendered.blocks]
  })
  return { type: 'home', blocks: [...top.blocks, ...parts.flat()].slice(0, SLACK.homeBlocks) }
}
