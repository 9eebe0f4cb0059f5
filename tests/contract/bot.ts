/**
 * The contract of all bots: what every platform's people get, in that platform's own manner. What a platform cannot do
 * is skipped by its capabilities, where the reason stands.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Can, Capabilities, PhotoWay } from '../../bots/capabilities.js'
import { eventually } from '../support/booth.js'
import { knownSecrets, leaksIn } from '../support/leaks.js'
import type { Stage } from './stage.js'
import type { OpenStage } from './stages.js'
import { deletions } from './suite/deletions.js'
import { exports } from './suite/exports.js'
import { notifications } from './suite/notifications.js'
import { photos } from './suite/photos.js'
import { places } from './suite/places.js'
import { results } from './suite/results.js'
import { strangers } from './suite/strangers.js'
import { trouble } from './suite/trouble.js'
import { words } from './suite/words.js'
import { seatAhead } from './talk.js'

/** A part of the suite. `stage` can be used once tests run. */
export interface Part {
  stage(): Stage
  open: OpenStage
  capabilities: Capabilities
}

/** Something is possible, or it is skipped. */
export const cannot = (can: Can) => can !== true

/** Runs the contract for a bot. */
export function describeBot(open: OpenStage, capabilities: Capabilities): void {
  describe(`the ${capabilities.platform} bot`, { timeout: 60_000 }, () => {
    let opened: Stage | undefined
    beforeAll(async () => {
      opened = await open()
      await seatAhead(opened, { seated: 44, agreed: 12, mallory: 4 })
    }, 120_000)
    afterAll(() => opened?.close(), 60_000)
    const stage = () => {
      if (!opened) throw new Error('The stage is not open.')
      return opened
    }
    const part: Part = { stage, open, capabilities }

    test('is connected, and its stage has what its capabilities say', () => {
      expect(stage().house.problems).toEqual([])
      expect(stage().house.platforms).toContain(capabilities.platform)
      const ways = (Object.keys(capabilities.ways) as PhotoWay[]).filter(
        way => capabilities.ways[way] === true,
      )
      expect([...stage().ways].sort()).toEqual(ways.sort())
      expect(stage().places.includes('shared')).toBe(capabilities.can.shared === true)
    })

    describe('words', () => words(part))
    describe('photos', () => photos(part))
    describe('results', () => results(part))
    describe('places', () => places(part))
    describe('strangers', () => strangers(part))
    describe('deletions', () => deletions(part))
    describe('exports', () => exports(part))
    describe('trouble', () => trouble(part))
    describe('notifications', () => notifications(part))

    describe('in the end', () => {
      test('no call of the bot has broken a rule of the platform', () => {
        expect(stage().violations()).toEqual([])
      })

      test('nothing waits any more, and no event is left without an answer', async () => {
        const { db } = stage().house
        await eventually(
          async () => [
            await db.task.count(),
            await db.inboxEvent.count({ where: { doneAt: null } }),
            await db.generation.count({ where: { state: { in: ['waiting', 'queued', 'running'] } } }),
          ],
          counts => counts.every(count => count === 0),
          20_000,
        )
      })

      test('the log has nothing that says who somebody is, what they wrote, or how one gets in', async () => {
        const log = JSON.stringify(stage().house.log.lines)
        const secrets = stage().secrets()
        expect(secrets.length).toBeGreaterThan(0)
        for (const secret of [...secrets, ...SAID]) expect(log.includes(secret), secret).toBe(false)
        expect(leaksIn(log, [...secrets, ...(await knownSecrets(stage().house.db))])).toEqual([])
      })

      test('nothing has gone wrong in a way that nobody foresaw', () => {
        const bugs = stage().house.log.lines.filter(line => JSON.stringify(line).includes('"bug"'))
        expect(bugs).toEqual([])
      })
    })
  })
}

/** Names and words that people have used above. */
export const SAID = ['Ada', 'Mallory', 'six fingers', 'my own words']
