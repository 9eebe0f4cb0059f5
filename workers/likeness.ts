/** Chooses among an engine's outputs the one that looks most like the person. */
import { Histogram, type Registry } from 'prom-client'
import { LIKENESS } from '../config/limits.js'
import type { AnyStyle } from '../config/styles.js'
import { toFault } from '../core/errors.js'
import type { Work } from '../core/generation/store.js'
import { similarity } from '../core/media/likeness.js'
import { mayCompare } from '../core/person/consent.js'
import type { Log, Output, Vault, Vision } from '../core/ports.js'
import { timeLimit } from '../core/time-limit.js'
import type { PrismaClient } from '../prisma/client.js'

export interface Likeness {
  /**
   * `outputs` are to be delivered, `unlike` with an honest word; `again` asks for one free re-run instead. Without the
   * person's consent, a threshold of the style's or a face, everything is `fine` as it is.
   */
  choose(it: {
    work: Pick<Work, 'id' | 'personId' | 'referenceKey' | 'redone'>
    style: Pick<AnyStyle, 'id' | 'kind' | 'likeness'>
    outputs: Output[]
    signal: AbortSignal
  }): Promise<Choice>
}

type Choice = { verdict: 'fine' | 'unlike' | 'again'; outputs: Output[] }

export interface LikenessDeps {
  db: PrismaClient
  vault: Pick<Vault, 'get'>
  vision: Pick<Vision, 'embed'>
  log: Log
  /** Takes the distribution of the scores, the only thing that is ever written down of them. */
  metrics?: Registry | undefined
}

/** Compares in memory, and only for those who have agreed to it. What fails here never costs a picture that is paid for. */
export function createLikeness({ db, vault, vision, log, metrics }: LikenessDeps): Likeness {
  const scores =
    metrics &&
    new Histogram({
      name: 'pixbooth_likeness',
      help: 'How much results look like the persons who agreed to the comparison, 0 to 1.',
      labelNames: ['style'],
      buckets: [...LIKENESS.buckets],
      registers: [metrics],
    })

  async function compare(it: Parameters<Likeness['choose']>[0], referenceKey: string): Promise<Choice> {
    const { work, style, outputs } = it
    const signal = timeLimit(LIKENESS.chooseMs, it.signal)
    const reference = await vision.embed(await vault.get(referenceKey), { signal })
    if (!reference) return { verdict: 'fine', outputs }
    let best: { output: Output; score: number } | null = null
    for (const output of outputs) {
      const face = await vision.embed(output.bytes, { signal })
      if (!face) continue
      const score = similarity(reference, face)
      scores?.observe({ style: style.id }, score)
      if (!best || score > best.score) best = { output, score }
    }
    // A cutout or a sticker may show somebody whose face no model finds; a portrait has one.
    if (!best && style.kind !== 'portrait') return { verdict: 'fine', outputs }
    const chosen = best ? [best.output] : outputs.slice(0, 1)
    if (best && best.score >= (style.likeness ?? 0)) return { verdict: 'fine', outputs: chosen }
    return { verdict: work.redone === 0 ? 'again' : 'unlike', outputs: chosen }
  }

  return {
    async choose(it) {
      const { work, style, outputs, signal } = it
      const asItIs: Choice = { verdict: 'fine', outputs }
      const isPicture = outputs.every(({ mime }) => mime !== 'video/mp4')
      if (style.likeness === undefined || work.referenceKey === null || !isPicture) return asItIs
      try {
        return (await mayCompare(db, work.personId)) ? await compare(it, work.referenceKey) : asItIs
      } catch (error) {
        // The step itself is to end, and another try makes it anew.
        if (signal.aborted) throw error
        log.warn('faces could not be compared', { generation: work.id, code: toFault(error).code })
        return asItIs
      }
    },
  }
}
