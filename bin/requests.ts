/** `pixbooth requests`: what people asked of a human, and the answers; bin/help/requests.txt says how. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/env.js'
import { REQUEST } from '../config/limits.js'
import { Fault } from '../core/errors.js'
import { type Answered, answerRequest, openRequests } from '../core/report/requests.js'
import { renderRequests } from './requests/table.js'
import { withDatabase } from './start/database.js'

const TOLD: Record<Answered, string> = {
  sent: 'The request is closed, and the answer goes out: at once where the booth runs, else with its next start.\n',
  waiting:
    'The request is closed. No address of theirs is alive: /request shows them the answer when they come back.\n',
  unknown: 'There is no request with that number: "bin/pixbooth requests" lists those that are open.\n',
  closed: 'That request was answered before. Nothing was changed.\n',
  gone: 'Whoever asked has deleted everything since. Nobody is left to be answered.\n',
}

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { answer: { type: 'string' }, text: { type: 'string' } } })
  const { answer: number, text: file } = values
  if ((number === undefined) !== (file === undefined))
    throw new Fault('config', 'An answer takes both: --answer NUMBER and --text FILE.')
  const config = loadConfig()
  if (number === undefined || file === undefined) {
    const open = await withDatabase(config, openRequests)
    process.stdout.write(renderRequests(open, Date.now()))
    return open.some(({ dueAt }) => dueAt.getTime() < Date.now()) ? 1 : 0
  }
  const text = await readAnswer(file)
  const told = await withDatabase(config, db => answerRequest(db, { number, text, now: Date.now() }))
  process.stdout.write(TOLD[told])
  return told === 'sent' || told === 'waiting' ? 0 : 1
}

async function readAnswer(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Fault('config', `${file} cannot be read.`)
  })
  if (text.trim() === '') throw new Fault('config', `${file} is empty.`)
  if (text.length > REQUEST.textChars)
    throw new Fault('config', `${file} is too long: ${REQUEST.textChars} characters at most.`)
  return text.trim()
}
