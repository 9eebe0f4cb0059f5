/** How values of the environment are read, each refused with words that say what it should look like. Pure. */
import { z } from 'zod'
import { PRODUCTS, type ProductId } from './plans.js'

/** Which part of Discord's gateway this process serves. */
export type Shards = 'auto' | { ids: number[]; total: number }

/** A whole number within bounds, both included. */
export const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

/** Yes or no. */
export const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], 'must be true or false')
  .transform(word => ['true', '1', 'yes'].includes(word))

/** An absolute address of one of the schemes, which end with a colon. */
export const address = (schemes: string[], example: string) =>
  z.string().refine(value => {
    const url = URL.canParse(value) ? new URL(value) : undefined
    return url !== undefined && url.host !== '' && schemes.includes(url.protocol)
  }, `must be an address like ${example}`)

/** 32 bytes, as `openssl rand -base64 32` or `openssl rand -hex 32` write them. */
export const key = z
  .string()
  .transform(text => (/^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')))
  .refine(
    bytes => bytes.length === 32,
    'must be 32 bytes in base64 or hex: make one with "openssl rand -base64 32"',
  )

/** Parts with commas in between. */
const list = z.string().transform(text =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean),
)

/** Such keys, with commas. */
export const keys = list.pipe(z.array(key))

/** Signing secrets of webhooks as Stripe shows them, with commas. */
export const signingSecrets = list.pipe(
  z.array(
    z
      .string()
      .regex(
        /^whsec_[A-Za-z0-9+/=_-]{16,}$/,
        'must be signing secrets that Stripe shows: they begin with whsec_',
      ),
  ),
)

/** A secret long enough not to be guessed. */
export const secret = z
  .string()
  .min(32, 'must be at least 32 characters long: make one with "openssl rand -base64 32"')

/** Fastify's own words: true, false, or the proxies' addresses. */
export const proxies = z.string().transform(text => {
  const known = flag.safeParse(text)
  return known.success ? known.data : text.split(',').map(part => part.trim())
})

/** US dollars such as 20 or 0.50, as millionths. */
export const dollars = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,4})?$/, 'must be an amount in US dollars like 20 or 0.50')
  .transform(text => Math.round(Number(text) * 1e6))

/** Origins such as https://cdn.example, with commas. */
export const origins = list.pipe(
  z
    .array(address(['http:', 'https:'], 'https://cdn.example').transform(value => new URL(value).origin))
    .min(1, 'must name at least one address'),
)

/** discord.js's own words: auto, how many in all, or which of how many this process runs. */
export const shards = z
  .string()
  .regex(
    /^(auto|[1-9]\d{0,3}|\d{1,4}-\d{1,4}\/[1-9]\d{0,3})$/,
    'must be auto, a number like 4, or a part like 0-3/16',
  )
  .transform((text): Shards => {
    if (text === 'auto') return 'auto'
    const [part = '', total = part] = text.split('/')
    const [first = 0, last = Number(total) - 1] = text.includes('/') ? part.split('-').map(Number) : []
    return { ids: Array.from({ length: last - first + 1 }, (_, i) => first + i), total: Number(total) }
  })
  .refine(
    value => value === 'auto' || (value.ids.length > 0 && value.ids.every(id => id < value.total)),
    'names shards beyond their number: count from 0, as in 0-3/16',
  )

const sellable = PRODUCTS.filter(({ prices }) => prices.discord !== undefined).map(({ id }) => id as string)

/** What Discord sells by itself: a product and the number of its SKU, such as pack_100=123456789012345678, with commas. */
export const skus = list.transform((parts, context): Readonly<Partial<Record<ProductId, string>>> => {
  const found = new Map<string, string>()
  const wrong = (message: string) => void context.addIssue({ code: 'custom', message })
  for (const part of parts) {
    const [product = '', number = ''] = part.split('=', 2).map(word => word.trim())
    if (!sellable.includes(product))
      wrong(
        `names a product that there is not: write one of ${sellable.join(', ')}, as in pack_100=123456789012345678`,
      )
    else if (!/^[1-9]\d{16,19}$/.test(number))
      wrong(
        `needs the number of an SKU for ${product}: 17 to 20 digits, from the page Monetization of the application`,
      )
    else if (found.has(product)) wrong(`names ${product} twice`)
    else if ([...found.values()].includes(number)) wrong(`gives ${product} the SKU of another product`)
    else found.set(product, number)
  }
  return Object.fromEntries(found)
})
