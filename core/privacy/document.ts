/** The whole policy as a document, for the page and for operators' websites. Pure. */
import { type Place, type Policy, type Processor, processorsOf } from '../../config/policy.js'
import type { Say } from '../say.js'
import { shortPolicy } from './short.js'
import { countryName, policyRows } from './table.js'

export interface PolicyFacts {
  policy: Policy
  place: Place
  /** The engines elsewhere that serve now. */
  engines: readonly string[]
}

export interface PolicyDocument {
  language: string
  title: string
  version: string
  intro: string
  sections: {
    heading: string
    /** Lines of a list, with `**bold**` in them. */
    list?: string[]
    table?: { head: string[]; rows: string[][] }
    after?: string
  }[]
}

/** Puts the policy together in a language. */
export function policyDocument({ policy, place, engines }: PolicyFacts, say: Say): PolicyDocument {
  const { version, hash } = policy
  const others = processorsOf(place, engines).map(processor => other(processor, say))
  const lines = (text: string[]) => text.flatMap(one => one.split('\n')).map(line => line.replace(/^- /, ''))
  return {
    language: say.language,
    title: say('document.title'),
    version: say('document.version', { version, hash }),
    intro: say('document.intro'),
    sections: [
      { heading: say('document.short'), list: lines(shortPolicy({ policy, place, say })) },
      {
        heading: say('document.table'),
        table: {
          head: [
            say('document.data'),
            say('document.purpose'),
            say('document.ground'),
            say('document.place'),
            say('document.period'),
            say('document.ending'),
            say('document.shared'),
          ],
          rows: policyRows(policy, say).map(row => [
            row.data,
            row.purpose,
            row.ground,
            row.place,
            row.period,
            row.ending,
            say(row.shared && engines.length > 0 ? 'document.engines' : 'document.nobody'),
          ]),
        },
      },
      { heading: say('document.others'), list: others.length > 0 ? others : [say('document.othersNone')] },
      {
        heading: say('document.rights'),
        list: lines([say('document.rightsList')]),
        after: say('document.complain'),
      },
    ],
  }
}

function other({ name, does, country, url }: Processor, say: Say): string {
  if (does === 'storage') return say('document.otherStorage', { name })
  if (does === 'payment') return say('document.otherPayment', { name, url })
  return say('document.otherEngine', { name, country: countryName(say.language, country), url })
}

/** The document as Markdown. */
export function policyMarkdown(document: PolicyDocument): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  const parts = document.sections.flatMap(({ heading, list, table, after }) => [
    `## ${heading}`,
    ...(list ? [list.map(line => `- ${line}`).join('\n')] : []),
    ...(table
      ? [[row(table.head), row(table.head.map(() => '---')), ...table.rows.map(row)].join('\n')]
      : []),
    ...(after ? [after] : []),
  ])
  return `${[`# ${document.title}`, document.version, document.intro, ...parts].join('\n\n')}\n`
}
