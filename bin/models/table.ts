/** The models as a table for operators. Pure. */
import type { Config } from '../../config/env.js'
import { findModel, MODELS, type ModelId } from '../../config/models.js'
import type { ModelCheck } from '../../core/catalogue.js'
import { NOT_SET_UP } from '../../workers/engines/check.js'
import { stylesOf } from '../../workers/engines/fits.js'

export interface Facts {
  checks: readonly (Pick<ModelCheck, 'fits' | 'reason'> & { id: string })[]
  /** When the oldest of them was found; null when nobody has looked yet. Epoch milliseconds. */
  checkedAt: number | null
  spent: readonly { scope: string; micros: number }[]
  caps: Config['caps']
}

const HEAD = ['model', 'engine', 'serves', 'picture', 'time', 'styles']

export function renderModels({ checks, checkedAt, spent, caps }: Facts): string {
  const models = Object.keys(MODELS) as ModelId[]
  const rows = [HEAD, ...models.map(id => cellsOf(id, checks))]
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const lines = rows.map((row, index) => {
    const line = row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
    const why = index === 0 ? [] : reasonsOf(models[index - 1] as ModelId, checks)
    return [line, ...why.map(reason => `  ${reason}`)].join('\n')
  })
  const when =
    checkedAt === null
      ? 'The workers have not asked the engines yet: start them, or look with --check.'
      : `Found at ${new Date(checkedAt).toISOString().slice(0, 19).replace('T', ' ')} UTC.`
  const money = [
    ...[
      { what: 'all', cap: caps.all },
      { what: 'replicate', cap: caps.engines.replicate },
      { what: 'fal', cap: caps.engines.fal },
    ].map(({ what, cap }) => {
      const micros = spent.find(({ scope }) => scope === what)?.micros ?? 0
      return `  ${what.padEnd(9)}  ${dollars(micros, 2)} of ${dollars(cap, 2)}`
    }),
    `  ${'a person'.padEnd(9)}  at most ${dollars(caps.person, 2)}`,
  ]
  return [...lines, '', when, '', 'Spent today (UTC), at most:', ...money, ''].join('\n')
}

/** Whether something is wrong that the operator should mend. */
export function isTrouble(checks: Facts['checks']): boolean {
  return checks.some(({ fits, reason }) => !fits && reason !== NOT_SET_UP)
}

function cellsOf(id: ModelId, checks: Facts['checks']): string[] {
  const model = findModel(id)
  if (!model) return [id]
  const check = checks.find(one => one.id === id)
  const serves =
    model.engine === 'local'
      ? 'yes'
      : !check
        ? 'unknown'
        : check.fits
          ? 'yes'
          : check.reason === NOT_SET_UP
            ? NOT_SET_UP
            : 'no'
  const styles = stylesOf(id).map(style => style.id)
  return [id, model.engine, serves, dollars(model.micros, 3), `${model.seconds} s`, styles.join(', ')]
}

function reasonsOf(id: ModelId, checks: Facts['checks']): string[] {
  return checks
    .filter(one => one.id === id || one.id.startsWith(`${id}/`))
    .filter(({ reason }) => reason !== null && reason !== NOT_SET_UP)
    .map(one => (one.id === id ? `${reason(one)}` : `without ${one.id.slice(id.length + 1)}: ${reason(one)}`))
}

const reason = (check: { reason: string | null }) => check.reason ?? ''

function dollars(micros: number, digits: number): string {
  return `$${(micros / 1e6).toFixed(digits)}`
}
