/**
 * What stands in the data.json of an export. The published JSON Schema (docs/export.schema.json, GET /export.schema.json,
 * and beside the data in each archive) is made from this. Times are ISO 8601 in UTC; `file` names a file of the archive,
 * and is null when there is none any more.
 */
import { z } from 'zod'

const time = z.iso.datetime().meta({ id: 'time', description: 'ISO 8601, UTC.' })
const file = z
  .string()
  .nullable()
  .meta({ id: 'file', description: 'A file of this archive; null when it is not there any more.' })
const maybe = time.nullable()

const told = z
  .strictObject({ id: z.string(), context: z.record(z.string(), z.union([z.string(), z.number()])) })
  .meta({ id: 'told', description: 'An outcome that the person was told.' })

const person = z.strictObject({
  id: z.string(),
  createdAt: time,
  lastSeenAt: time,
  language: z.string(),
  languageChosen: z.boolean(),
  name: z.string().nullable(),
  birthYear: z.int().nullable(),
  imagesPerRun: z.int(),
  wish: z.strictObject({ style: z.string(), at: maybe }).nullable(),
  frozenAt: maybe,
  warnedAt: maybe,
  closedAt: maybe,
})

const account = z.strictObject({
  id: z.string(),
  platform: z.string(),
  tenant: z.string(),
  userId: z.string(),
  createdAt: time,
  unreachableAt: maybe,
})

const consent = z.strictObject({
  purpose: z.string(),
  granted: z.boolean(),
  version: z.string().describe('Of the policy that was read.'),
  textHash: z.string().describe('SHA-256 of the words that were answered.'),
  language: z.string(),
  platform: z.string(),
  at: time,
})

const selfie = z.strictObject({
  id: z.string(),
  state: z.string(),
  verdict: z.array(told),
  createdAt: time,
  judgedAt: maybe,
  original: file,
  whole: file,
  reference: file,
})

const generation = z.strictObject({
  id: z.string(),
  selfieId: z.string().nullable(),
  kind: z.string(),
  style: z.string(),
  engine: z.string(),
  model: z.string(),
  prompt: z.string().nullable(),
  seed: z.int(),
  state: z.string(),
  cost: z.int().describe('Credits.'),
  redone: z.int(),
  unlike: z.boolean(),
  notice: told.nullable(),
  createdAt: time,
  startedAt: maybe,
  endedAt: maybe,
})

const image = z.strictObject({
  id: z.string(),
  generationId: z.string(),
  width: z.int(),
  height: z.int(),
  mime: z.string(),
  bytes: z.int(),
  createdAt: time,
  file,
})

const order = z.strictObject({
  id: z.string(),
  generationId: z.string().nullable(),
  engine: z.string(),
  model: z.string(),
  engineId: z.string().nullable().describe('The engine’s own name of the work.'),
  seed: z.int(),
  state: z.string(),
  micros: z.int().describe('Millionths of a US dollar.'),
  createdAt: time,
  sentAt: maybe,
  endedAt: maybe,
})

const ledger = z.strictObject({
  free: z.int(),
  paid: z.int(),
  held: z.int(),
  debt: z.int(),
  frozenAt: maybe,
  freeDay: z.string(),
  customerId: z.string().nullable().describe('Your name at the service that takes cards.'),
  entries: z.array(
    z.strictObject({
      kind: z.string(),
      unit: z.string().describe('Credits, or the currency of money in its smallest unit.'),
      amount: z.int(),
      from: z.string().describe('What it was taken from.'),
      to: z.string().describe('What it was given to.'),
      reason: z.string(),
      generationId: z.string().nullable(),
      paymentId: z.string().nullable(),
      spenderId: z.string().nullable().describe('Of a team’s credits: whose ledger has spent them.'),
      once: z.string().nullable(),
      at: time,
    }),
  ),
})

const report = z.strictObject({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  imageId: z.string().nullable(),
  createdAt: time,
  dueAt: maybe,
  answer: z.string().nullable(),
  about: z
    .unknown()
    .describe(
      'How your last picture was made, if you agreed that it is kept with your words; of a question about money your last payments.',
    ),
  closedAt: maybe,
})

const payment = z.strictObject({
  id: z.string(),
  rail: z.string().describe('The way it was paid.'),
  product: z.string(),
  state: z.string(),
  credits: z.int(),
  amount: z.int().describe('In the smallest unit of the currency.'),
  currency: z.string(),
  reversed: z.int().describe('What was given back of it.'),
  takenBack: z.int().describe('The credits that went with it.'),
  dispute: z.string().nullable(),
  chargeId: z.string().nullable().describe('The way’s own name of the charge.'),
  subscriptionId: z.string().nullable(),
  receiptUrl: z.string().nullable(),
  createdAt: time,
  paidAt: maybe,
})

const subscription = z.strictObject({
  rail: z.string(),
  subscriptionId: z.string(),
  product: z.string(),
  state: z.string(),
  paidUntil: time,
  endsAt: maybe,
  lateAt: maybe,
  customerId: z.string().nullable(),
  createdAt: time,
})

const teamUse = z.strictObject({
  platform: z.string(),
  tenant: z.string(),
  month: z.string(),
  used: z.int().describe('Of the team’s credits, in that month.'),
  held: z.int(),
})

const codes = z.strictObject({
  own: z.array(z.strictObject({ code: z.string(), credits: z.int(), used: z.int(), createdAt: time })),
  used: z.array(z.strictObject({ code: z.string(), state: z.string(), at: time })),
  tries: z.array(time).describe('When a code was typed that was none.'),
})

const link = z.strictObject({
  side: z.enum(['host', 'guest']),
  state: z.string(),
  number: z.int(),
  createdAt: time,
})

const message = z.strictObject({
  accountId: z.string(),
  author: z.string(),
  body: z.unknown().describe('As the page shows it; null when it was deleted.'),
  at: time,
})

const delivery = z.strictObject({
  accountId: z.string(),
  platform: z.string(),
  generationId: z.string().nullable(),
  selfieId: z.string().nullable(),
  says: told.nullable(),
  state: z.string(),
  openedAt: time,
})

const notification = z.strictObject({
  text: z.string(),
  state: z.string(),
  platform: z.string().nullable(),
  toldAt: maybe,
})

const made = z.strictObject({ state: z.string(), bytes: z.int(), createdAt: time, expiresAt: maybe })

export const exportData = z.strictObject({
  format: z.literal('pixbooth export'),
  version: z.literal(1),
  exportedAt: time,
  policy: z.strictObject({ version: z.string(), hash: z.string() }),
  person,
  accounts: z.array(account),
  consents: z.array(consent),
  selfies: z.array(selfie),
  generations: z.array(generation),
  images: z.array(image),
  orders: z.array(order),
  spending: z
    .array(z.strictObject({ day: z.string(), micros: z.int() }))
    .describe('What engines have cost for this person on a day, in millionths of a US dollar.'),
  characters: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      seed: z.int(),
      createdAt: time,
    }),
  ),
  ledger: ledger.nullable(),
  payments: z.array(payment),
  subscriptions: z.array(subscription).describe('Plans.'),
  teams: z.array(teamUse).describe('Workspaces and servers that share credits with this person.'),
  codes: codes.describe('Codes for credits.'),
  reports: z.array(report).describe('Reports, feedback and requests, with their answers.'),
  links: z.array(link).describe('Accounts on their way to being joined.'),
  linkTries: z.array(z.strictObject({ accountId: z.string(), at: time })),
  messages: z.array(message).describe('The web chat.'),
  deliveries: z.array(delivery).describe('Where messages have gone; platforms’ keys to them are left out.'),
  exports: z.array(made),
  notifications: z.array(notification).describe('What the operators had to tell this person.'),
})
export type ExportData = z.infer<typeof exportData>

/** The schema as it is published. */
export function exportSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(exportData, { io: 'output' }),
    title: 'Everything a Pixbooth booth has about a person',
  }
}
