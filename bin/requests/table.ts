import type { OpenRequest } from '../../core/report/requests.js'

const DAY = 86_400_000

const KINDS = { request: 'request', payment: 'about a payment', dispute: 'dispute, by its payment' } as const

/** The open requests, one after the other, with the days that are left. Pure. */
export function renderRequests(requests: readonly OpenRequest[], now: number): string {
  if (requests.length === 0) return 'Nobody waits for an answer.\n'
  const blocks = requests.map(({ number, kind, createdAt, dueAt, language, text }) => {
    const days = Math.floor((dueAt.getTime() - now) / DAY)
    const left = days < 0 ? `OVERDUE since ${-days} days` : `${days} days left`
    const head = `${number}  ${KINDS[kind]}, asked ${dateOf(createdAt)}, due ${dateOf(dueAt)} (${left}), in ${language}`
    return `${head}\n${text.replace(/^/gm, '  ')}\n`
  })
  return `${blocks.join('\n')}\nAnswer one: bin/pixbooth requests --answer NUMBER --text FILE\n`
}

function dateOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
