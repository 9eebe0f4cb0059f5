import { PROMPT } from '../../config/limits.js'
import { message } from '../delivery/view.js'
import { type NoticeContext, notice } from '../notice.js'
import { charactersOf, forgetCharacter } from '../person/character.js'
import type { Button, MessageImage } from '../platform.js'
import { erasePerson } from '../privacy/erase.js'
import { forgetImage, forgetImages, forgetSelfies } from '../privacy/forget.js'
import type { Receipt } from '../privacy/receipt.js'
import { periodWords } from '../privacy/table.js'
import type { TextId } from '../say.js'
import { type Answer, type Command, type Context, say, tell } from './command.js'
import { newestImages } from './history.js'

/** One message for the whole dialogue: menu, question, what was removed. */
function show(text: string, buttons: Button[][] = [], images: MessageImage[] = []): Answer {
  return { messages: [message(undefined, text, { buttons, images, inPlace: true })], jobs: [] }
}

function confirm(context: Context, question: TextId, action: string, facts: NoticeContext = {}): Answer {
  return show(context.say(question, facts), [
    [
      { action: `deleted:${action}`, label: context.say('texts.deleteYes'), tone: 'danger' },
      { action: 'deleted:keep', label: context.say('texts.deleteKeep') },
    ],
  ])
}

/** The next step of the dialogue, in the place of its last one. */
function ask(context: Context, [what = '', id = '']: string[]): Promise<Answer> | Answer {
  if (what === 'images') return askImage(context)
  if (what === 'image') return confirm(context, 'texts.deleteImageAsk', `image:${id}`)
  if (what === 'pictures') return confirm(context, 'texts.deletePicturesAsk', 'pictures')
  if (what === 'characters' || what === 'character') return askCharacter(context, id)
  if (what === 'selfie') return confirm(context, 'texts.deleteSelfieAsk', 'selfie')
  if (what === 'all') return confirm(context, 'texts.deleteAllAsk', 'all')
  return tell(context, notice('button_old'))
}

async function menu(context: Context): Promise<Answer> {
  const characters = await charactersOf(context.db, context.visitor.personId)
  const label = context.say('prompts.deleteCharacterButton')
  return say(context.say('texts.deleteWhat'), {
    buttons: [
      [
        { action: 'deleting:images', label: context.say('texts.deleteOneButton') },
        { action: 'deleting:pictures', label: context.say('texts.deletePicturesButton') },
        { action: 'deleting:selfie', label: context.say('texts.deleteSelfieButton') },
      ],
      ...(characters.length > 0 ? [[{ action: 'deleting:characters', label }]] : []),
      [{ action: 'deleting:all', label: context.say('texts.deleteAllButton'), tone: 'danger' }],
    ],
  })
}

/** Begins the dialogue from a button of a message that stays: a picture, the privacy table. */
async function begin(context: Context, parts: string[]): Promise<Answer> {
  if (parts[0] === 'menu') return menu(context)
  const { messages, jobs } = await ask(context, parts)
  return { messages: messages.map(({ inPlace: _, ...rest }) => rest), jobs }
}

/** Which character, or whether that one. */
async function askCharacter(context: Context, id: string): Promise<Answer> {
  const all = await charactersOf(context.db, context.visitor.personId)
  const chosen = all.find(one => one.id === id)
  if (chosen) return confirm(context, 'prompts.deleteCharacterAsk', `character:${id}`, { name: chosen.name })
  if (id !== '' || all.length === 0) return show(context.say('texts.deleteNothing'))
  const buttons = all
    .slice(-PROMPT.characters)
    .map((one): Button => ({ action: `deleting:character:${one.id}`, label: one.name }))
  return show(context.say('prompts.deleteWhichCharacter'), rowsOf(buttons))
}

function rowsOf(buttons: Button[]): Button[][] {
  const rows: Button[][] = []
  for (let i = 0; i < buttons.length; i += 5) rows.push(buttons.slice(i, i + 5))
  return rows
}

async function askImage(context: Context): Promise<Answer> {
  const images = await newestImages(context)
  if (images.length === 0) return show(context.say('texts.historyNone'))
  const buttons = images.map(
    (image, index): Button => ({
      action: `deleting:image:${image.imageId}`,
      label: context.say('texts.deleteNumber', { number: index + 1 }),
    }),
  )
  return show(context.say('texts.deleteWhichImage'), rowsOf(buttons), images)
}

/** What is gone, what is still going, and what stays and why. */
function receiptText({ say: word, policy }: Context, receipt: Receipt): string {
  const period = (ms: number) => periodWords(word.language, ms)
  const { consents, ledger } = policy.entries
  const stays = { consentsFor: period(consents.keepMs), ledgerFor: period(ledger.keepMs) }
  const lines = [
    word('texts.deletedAll', { ...receipt }),
    receipt.sent > 0 ? word('texts.deletedSent', { count: receipt.sent }) : '',
    receipt.consents + receipt.entries > 0 ? word('texts.deletedStays', { ...receipt, ...stays }) : '',
    word('texts.deletedEnd'),
  ]
  return lines.filter(line => line !== '').join('\n')
}

async function remove(context: Context, [what = '', id = '']: string[]): Promise<Answer> {
  switch (what) {
    case 'keep':
      return show(context.say('texts.deleteKept'))
    case 'image': {
      const jobs = await forgetImage(context, id)
      return jobs
        ? { ...show(context.say('texts.deletedImage')), jobs }
        : show(context.say('texts.deleteNothing'))
    }
    case 'pictures': {
      const { count, jobs } = await forgetImages(context)
      const text =
        count > 0 ? context.say('texts.deletedPictures', { count }) : context.say('texts.deleteNothing')
      return { ...show(text), jobs }
    }
    case 'character': {
      const gone = await forgetCharacter(context.db, context.visitor.personId, id)
      return show(context.say(gone ? 'prompts.deletedCharacter' : 'texts.deleteNothing'))
    }
    case 'selfie': {
      const { count, jobs } = await forgetSelfies(context)
      const text =
        count > 0 ? context.say('texts.deletedSelfie', { count }) : context.say('texts.deleteNothing')
      return { ...show(text), jobs }
    }
    case 'all': {
      const receipt = await erasePerson(context, context.visitor.personId, context.now, context.incoming)
      return show(receiptText(context, receipt))
    }
    default:
      return tell(context, notice('button_old'))
  }
}

/** Deletes an image, the selfies or everything: asks what, asks again, then says what was removed. */
export const deleteCommand: Command = {
  name: 'delete',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  run: menu,
  presses: { delete: begin, deleting: async (context, parts) => ask(context, parts), deleted: remove },
}
