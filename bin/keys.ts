/** `pixbooth keys`: the master keys, and what they wrap; bin/help/keys.txt says what each word does. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, loadConfig } from '../config/env.js'
import { KEYS } from '../config/limits.js'
import { Fault } from '../core/errors.js'
import { countWrappers, isUnfinished, rewrapAll } from '../core/keys/rewrap.js'
import { noteSecurity } from '../core/privacy/security-log.js'
import { ageOfCurrent, currentFile, removeKeyFiles, replaceCurrent } from '../core/vault/key-files.js'
import { type LoadedMasterKeys, loadMasterKeys } from '../core/vault/master-keys.js'
import { knownIds } from '../core/vault/wrapping.js'
import type { PrismaClient } from '../prisma/client.js'
import { type KeyFacts, pruneable, renderKeys, renderRewrapped } from './keys/table.js'
import { claimFolder } from './start/claim.js'
import { withDatabase } from './start/database.js'
import { canOpen, findKnowers } from './start/known-keys.js'
import { createLog } from './start/log.js'

const say = (text: string) => void process.stdout.write(text)

export async function main(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true })
  const [word = 'status', ...more] = positionals
  const work = { status, rotate, prune }[word]
  if (!work || more.length > 0)
    throw new Fault(
      'config',
      'keys takes one of status, rotate, prune: "bin/pixbooth help keys" explains them.',
    )
  const config = loadConfig()
  if (!config.masterKey && !existsSync(currentFile(config.dataDir)))
    throw new Fault('config', `There is no master key in ${config.dataDir} yet: start the booth once.`)
  return withDatabase(config, async db => {
    const keys = await loadMasterKeys({
      configured: config.masterKey,
      former: config.formerMasterKeys,
      dataDir: config.dataDir,
      log: createLog(config.logLevel),
    })
    return work({ config, db, keys })
  })
}

interface Tools {
  config: Config
  db: PrismaClient
  keys: LoadedMasterKeys
}

async function status(tools: Tools): Promise<number> {
  const facts = await gather(tools)
  say(renderKeys(facts))
  return facts.rows.some(({ known, wraps }) => !known && wraps > 0) ? 1 : 0
}

async function rotate(tools: Tools): Promise<number> {
  return alone(tools, async () => {
    const { config, db, keys } = tools
    await keys.refresh?.()
    const unfinished = isUnfinished(keys, await countWrappers(db))
    if (unfinished) say('A rotation was begun before, and goes on.\n')
    else if (keys.from === 'files') {
      await replaceCurrent(config.dataDir)
      await keys.refresh?.()
      say('A new master key is in the data folder; the old one stays beside it.\n')
    }
    await checkOthers(tools)
    const result = await rewrapAll(db, keys, progress())
    await noteSecurity(db, { kind: 'keys_rotated', facts: { rewrapped: result.done }, now: Date.now() })
    say(renderRewrapped(result, keys.from, unfinished))
    say(renderKeys(await gather(tools)))
    return result.unreadable + result.left > 0 ? 1 : 0
  })
}

async function prune(tools: Tools): Promise<number> {
  return alone(tools, async () => {
    const { config, keys } = tools
    await keys.refresh?.()
    if (keys.from === 'configuration')
      throw new Fault(
        'config',
        'The master keys are in the configuration: take from MASTER_KEY_FORMER what "bin/pixbooth keys" does not need.',
      )
    if ((await ageOfCurrent(config.dataDir, Date.now())) < KEYS.settleMs)
      throw new Fault('config', 'The master key was changed a moment ago: wait for a minute.')
    const { ids, why } = pruneable(await gather(tools))
    for (const line of why) say(`${line}\n`)
    await removeKeyFiles(config.dataDir, ids)
    for (const id of ids) say(`${id} was removed.\n`)
    if (ids.length + why.length === 0) say('There is no former key.\n')
    return why.length > 0 ? 1 : 0
  })
}

async function gather({ db, keys }: Tools): Promise<KeyFacts> {
  const [known, wrappers, knowers] = [knownIds(keys), await countWrappers(db), await findKnowers(db)]
  return {
    from: keys.from,
    knowers,
    rows: [...new Set([...known, ...wrappers.keys()])].map(id => ({
      id,
      known: known.includes(id),
      current: id === known[0],
      wraps: wrappers.get(id) ?? 0,
    })),
  }
}

/** Fault `config` when a process that runs could not open what is wrapped anew. */
async function checkOthers({ db, keys }: Tools): Promise<void> {
  const current = knownIds(keys)[0] ?? ''
  if ((await findKnowers(db)).some(knower => !canOpen(knower, current)))
    throw new Fault(
      'config',
      'A booth that runs does not know this master key yet: restart it with MASTER_KEY and MASTER_KEY_FORMER set, then rotate.',
    )
}

/** Files are changed by one at a time. Without files, two at once do no harm. */
async function alone({ config, keys }: Tools, work: () => Promise<number>): Promise<number> {
  if (keys.from === 'configuration') return work()
  const claim = await claimFolder(join(config.dataDir, 'lock-keys'))
  if ('heldBy' in claim)
    throw new Fault('config', `The keys are being changed by process ${claim.heldBy}: wait for its end.`)
  try {
    return await work()
  } finally {
    claim.release()
  }
}

/** Tells of many data keys now and then. */
function progress(): (done: number) => void {
  let told = 0
  return done => {
    if (done < told + KEYS.tellEvery) return
    told = done
    process.stderr.write(`${done} data keys are wrapped anew.\n`)
  }
}
