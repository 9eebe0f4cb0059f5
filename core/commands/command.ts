import type { Plan } from '../../config/plans.js'
import type { Place, Policy } from '../../config/policy.js'
import type { AnyStyle } from '../../config/styles.js'
import type { PrismaClient } from '../../prisma/client.js'
import { dayOf, grantFree } from '../billing/ledger.js'
import type { Till } from '../billing/till.js'
import type { Catalogue } from '../catalogue.js'
import { message } from '../delivery/view.js'
import type { JobRef } from '../jobs.js'
import type { Notice } from '../notice.js'
import type { Admitted } from '../person/admit.js'
import type { Incoming, Message } from '../platform.js'
import type { Clock, Log, Vault } from '../ports.js'
import type { Pseudonym } from '../privacy/pseudonym.js'
import type { Screen } from '../prompt/screen.js'
import type { Say } from '../say.js'

/** What commands work with. */
export interface Services {
  db: PrismaClient
  vault: Vault
  /** Names a person who is gone, for proofs. */
  pseudonym: Pseudonym
  clock: Clock
  log: Log
  /** What whoever is answered is entitled to. */
  plan: Plan
  till: Till
  minimumAge: number
  policy: Policy
  /** Where this booth stands. */
  place: Place
  catalogue: Catalogue
  /** What is not drawn. */
  screen: Screen
  /** What can be had now. */
  styles: readonly AnyStyle[]
  /** Words in another language than the visitor's. */
  speak(language: string): Say
  /** A number for a generation that nobody chose one for: 0 to 2³¹-1. */
  newSeed(): number
}

/** One event being answered. */
export interface Context extends Services {
  incoming: Incoming
  visitor: Admitted
  say: Say
  now: number
}

/** Messages go out in order, then the jobs are queued. */
export interface Answer {
  messages: Message[]
  jobs: JobRef[]
}

/** What options are called, on all platforms and in the text that they are joined to. */
export type OptionName =
  | 'style'
  | 'prompt'
  | 'name'
  | 'description'
  | 'seed'
  | 'text'
  | 'code'
  | 'off'
  | 'plan'
  | 'promo'
  | 'budget'
  | 'what'
  | 'value'

/** A word a person can say to the booth. Summary and texts stand in the locales under its name. */
export interface Command {
  name: string
  /** How the argument is written in help; empty when it takes none. */
  argument: string
  /**
   * The argument where a platform wants it as named options, in their order; all but the last are one word each. Their
   * words stand in the locales under `options`.
   */
  options?: readonly { name: OptionName; required: boolean }[]
  takesPhoto: boolean
  /** Nothing of it happens before the person has consented. */
  needsConsent: boolean
  run(context: Context, argument: string): Promise<Answer>
  /** What of it stands on a page that shows everything at a glance: short, and nothing is written for it. */
  glance?(context: Context): Promise<Answer>
  /** Buttons that belong to it, by the first word of their action; the rest of the action comes as parts. */
  presses?: Record<string, (context: Context, parts: string[]) => Promise<Answer>>
}

/** Fills up the free credits of the day, unless that has been done. */
export async function fillCredits({ db, visitor, plan, now }: Context): Promise<void> {
  if (visitor.freeDay < dayOf(now)) await grantFree(db, visitor.personId, plan, now)
}

/** An answer of one message without a slot. */
export function say(text: string, more: Partial<Message> = {}): Answer {
  return { messages: [message(undefined, text, more)], jobs: [] }
}

/** Notices that end with the wish for a photo. */
const WANT_PHOTO: ReadonlySet<string> = new Set(['selfie_missing', 'selfie_gone', 'no_photo_there'])

/** An answer that tells a notice. */
export function tell(context: Context, notice: Notice): Answer {
  return say(context.say.notice(notice), WANT_PHOTO.has(notice.id) ? { wantsPhoto: true } : {})
}

/** Both answers, one after the other. */
export function join(...answers: Answer[]): Answer {
  return {
    messages: answers.flatMap(answer => answer.messages),
    jobs: answers.flatMap(answer => answer.jobs),
  }
}
