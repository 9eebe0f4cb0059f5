import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ABILITIES, type Capabilities, PHOTO_WAYS } from '../../bots/capabilities.js'
import { capabilities as discord } from '../../bots/discord/capabilities.js'
import { capabilities as slack } from '../../bots/slack/capabilities.js'
import { capabilities as telegram } from '../../bots/telegram/capabilities.js'
import { capabilities as web } from '../../bots/web/capabilities.js'
import { PLATFORMS } from '../../core/platform.js'
import { capabilityTable } from '../support/capability-table.js'
import { ROOT } from './sources.js'

const all: Capabilities[] = [web, discord, telegram, slack]

describe('capabilities', () => {
  it.each(all)('of $platform say of everything whether it is possible, or why not', capabilities => {
    expect(Object.keys(capabilities.ways).sort()).toEqual(Object.keys(PHOTO_WAYS).sort())
    expect(Object.keys(capabilities.can).sort()).toEqual(Object.keys(ABILITIES).sort())
    for (const can of [...Object.values(capabilities.ways), ...Object.values(capabilities.can)])
      if (can !== true) expect(can.because).toMatch(/^[^\n|.]{15,}$/)
  })

  it('are there for every platform', () => {
    expect(all.map(({ platform }) => platform)).toEqual(PLATFORMS)
  })

  it('are what the README says', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const shown = /<!-- capabilities -->\n([\s\S]*?)\n<!-- \/capabilities -->/.exec(readme)?.[1]
    expect(shown).toBe(capabilityTable(all))
  })
})
