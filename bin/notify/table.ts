/** What `pixbooth notify-breach` prints. Pure. */
import { LANGUAGES } from '../../config/locales/languages.js'
import type { NotificationTexts } from '../../core/delivery/notification-view.js'
import type { NotificationReport, Unreached } from '../../core/notification/report.js'

const people = (count: number) => `${count} ${count === 1 ? 'person' : 'persons'}`
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0)

/** What would be sent, to how many. */
export function renderPlan(plan: {
  id: string
  texts: NotificationTexts
  persons: number
  known: number
}): string {
  const missing = Object.keys(LANGUAGES).filter(language => !(language in plan.texts))
  return [
    ...Object.entries(plan.texts).flatMap(([language, text]) => [`── ${language} ──`, text, '']),
    `Notification ${plan.id} concerns ${people(plan.persons)}.`,
    ...(plan.known > 0 ? [`${people(plan.known)} of them are addressed already, and are told once.`] : []),
    ...(missing.length > 0 ? [`Who speaks ${missing.join(', ')} gets the English text.`] : []),
    '',
  ].join('\n')
}

/** How far it is, in one line. */
export function renderProgress({ told, waiting, unreachable }: NotificationReport): string {
  return `${sum(told)} told, ${sum(waiting)} waiting, ${unreachable} out of reach.\n`
}

/** What became of it. */
export function renderReport(report: NotificationReport): string {
  const by = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([platform, count]) => `${platform} ${count}`)
      .join(', ')
  const line = (what: string, count: number, detail = '') =>
    `${what.padEnd(14)}${String(count).padStart(8)}${detail && `  (${detail})`}`
  return [
    `Notification ${report.id}, of ${report.createdAt.toISOString()}`,
    line('addressed', report.addressed),
    line('told', sum(report.told), by(report.told)),
    line('waiting', sum(report.waiting), by(report.waiting)),
    line('out of reach', report.unreachable),
    line('erased since', report.gone),
    '',
  ].join('\n')
}

/** A person who could not be reached, tab-separated. */
export function renderUnreached({ personId, platforms }: Unreached): string {
  return `${personId}\t${platforms.join(' ') || 'no account'}\n`
}

/** Whether nobody waits any more. */
export function isOver({ waiting }: NotificationReport): boolean {
  return sum(waiting) === 0
}
