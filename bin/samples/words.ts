/** What the operator is told before anything is paid for. Pure. */
import { ENGINE_TITLES, findModel } from '../../config/models.js'
import type { SamplePlan } from '../../core/samples/plan.js'

const WHY = {
  there: 'there already; --again draws it anew',
  unknown: 'an earlier run has died while it was being started, perhaps paid for; --again draws it anew',
  faceless: 'without the invented face it cannot be drawn; --again draws that one anew',
} as const

export function sayPlan({ draw, leave, micros }: SamplePlan, yes: boolean): string {
  const lines = [
    ...leave.map(({ id, why }) => `${id}: ${WHY[why]}`),
    ...draw.map(({ id, model, micros: most, work }) => {
      const { title, engine } = findModel(model) ?? { title: model, engine: 'local' as const }
      const cost = work ? 'begun by an earlier run, nothing more to pay' : `at most ${dollars(most)}`
      return `${id}: by ${title} at ${ENGINE_TITLES[engine]}, ${cost}`
    }),
    draw.length === 0
      ? 'There is nothing to draw.'
      : `${draw.length === 1 ? 'One picture, which costs' : `${draw.length} pictures, which cost`} at most ${dollars(micros)} together.`,
    ...(draw.length > 0 && !yes ? ['Nothing was started: say --yes to have them drawn.'] : []),
  ]
  return `${lines.join('\n')}\n`
}

const dollars = (micros: number) => `$${(micros / 1e6).toFixed(3)}`
