/** What `pixbooth notify-breach` is told: the texts, the persons, and whether it is meant. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { cleanText } from '../../bots/clean.js'
import { NOTIFICATION } from '../../config/limits.js'
import { FALLBACK_LANGUAGE, LANGUAGES } from '../../config/locales/languages.js'
import type { NotificationTexts } from '../../core/delivery/notification-view.js'
import { Fault } from '../../core/errors.js'
import type { Affected } from '../../core/notification/address.js'

export type Order =
  | { kind: 'report'; id: string }
  | { kind: 'notify'; texts: NotificationTexts; affected: Affected; yes: boolean }

/** The option that names the file in a language. */
const optionOf = (language: string) => (language === FALLBACK_LANGUAGE ? 'text' : `text-${language}`)

const texts = Object.fromEntries(
  Object.keys(LANGUAGES).map(language => [optionOf(language), { type: 'string' as const }]),
)

/** Reads the command line and the files that it names. Faults: `config`. */
export async function readOrder(args: string[], now: Date): Promise<Order> {
  const { values } = parseArgs({
    args,
    options: {
      ...texts,
      affected: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      persons: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  })
  if (values.report !== undefined) return { kind: 'report', id: values.report }
  if (values.yes && values['dry-run']) throw wrong('--yes and --dry-run exclude each other: leave one out.')
  const named = values as Record<string, unknown>
  return {
    kind: 'notify',
    texts: await readTexts(language => named[optionOf(language)] as string | undefined),
    affected: await readAffected(values, now),
    yes: values.yes,
  }
}

async function readTexts(fileOf: (language: string) => string | undefined): Promise<NotificationTexts> {
  const found: Record<string, string> = {}
  for (const language of Object.keys(LANGUAGES)) {
    const file = fileOf(language)
    if (file === undefined) continue
    const text = cleanText(await read(file)).trim()
    if (text === '') throw wrong(`${file} is empty: write there what the persons are to be told.`)
    if (text.length > NOTIFICATION.textChars)
      throw wrong(`${file} has ${text.length} characters, at most ${NOTIFICATION.textChars} can be sent.`)
    found[language] = text
  }
  if (!found[FALLBACK_LANGUAGE])
    throw wrong(
      'There is no text: name a file with --text, in English; whoever speaks no other language gets it.',
    )
  return found
}

interface Whom {
  affected?: string | undefined
  since?: string | undefined
  until?: string | undefined
  persons?: string | undefined
}

async function readAffected({ affected, since, until, persons }: Whom, now: Date): Promise<Affected> {
  const ways = [affected, since ?? until, persons].filter(way => way !== undefined)
  if (ways.length !== 1)
    throw wrong('Say whom it concerns in one way: --affected all, --since and --until, or --persons FILE.')
  if (affected !== undefined) {
    if (affected !== 'all') throw wrong('--affected takes nothing but all.')
    return { kind: 'all' }
  }
  if (persons !== undefined) {
    const ids = (await read(persons)).split(/\s+/).filter(Boolean)
    if (ids.length === 0) throw wrong(`${persons} names nobody: write a person's id on each line.`)
    return { kind: 'persons', ids }
  }
  if (since === undefined) throw wrong('--until needs --since: when did it begin?')
  const span = { since: time('since', since), until: until === undefined ? now : time('until', until) }
  if (span.until < span.since) throw wrong('--until lies before --since.')
  return { kind: 'span', ...span }
}

function time(option: string, text: string): Date {
  const at = new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text) || Number.isNaN(at.getTime()))
    throw wrong(`--${option} must be a time like 2026-11-27T08:00:00Z, or a day like 2026-11-27 (UTC).`)
  return at
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(cause => {
    throw new Fault('config', `${file} cannot be read (${cause.code}).`, { cause })
  })
}

function wrong(sentence: string): Fault {
  return new Fault('config', sentence)
}
