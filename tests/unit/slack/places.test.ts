import { afterEach, describe, expect, it } from 'vitest'
import { openSlackStage, type SlackStage } from '../../fakes/slack/stage.js'
import { eventually } from '../../support/booth.js'
import { consent, GOOD, sees } from './talk.js'

let stage: SlackStage | undefined
afterEach(async () => {
  await stage?.close()
  stage = undefined
})

describe('a channel that the app is no member of', () => {
  it('hears answers through the reply address, and the result comes directly when that is gone', async () => {
    stage = await openSlackStage({ stranger: true })
    const ann = await stage.person('ann')
    await consent(ann, 'shared')
    await ann.menu(ann.write('me!', [ann.store(GOOD)]))
    await sees(ann, 'good photo', 'shared')
    stage.house.engine.hold()
    await ann.press('Noir', 'shared')
    await sees(ann, 'Noir', 'shared')
    stage.expireReplies()
    stage.house.engine.release()
    const done = await eventually(
      () => ann.messages().find(({ images }) => images.length > 0),
      seen => seen !== undefined,
    )
    expect(done?.text).toContain('Noir')
    expect(stage.violations()).toEqual([])
  })
})

describe('with public results', () => {
  it('all see the picture as one message, and nobody else can press its buttons', async () => {
    stage = await openSlackStage({ publicResults: true })
    const [ben, cat] = [await stage.person('ben'), await stage.person('cat')]
    await consent(ben, 'shared')
    await ben.menu(ben.write('me!', [ben.store(GOOD)]))
    await sees(ben, 'good photo', 'shared')
    await ben.press('Noir', 'shared')
    const seen = await eventually(
      () => cat.messages('shared'),
      messages => messages.some(({ images }) => images.length > 0),
    )
    expect(seen).toHaveLength(1)
    const [result] = seen
    if (!result) throw new Error('There is no result.')
    expect(result.edits).toBeGreaterThan(0)
    await cat.pressForeign(result, 'Delete')
    const refusal = await sees(cat, 'belongs to somebody else', 'shared')
    expect(refusal.onlyMe).toBe(true)
    expect(await stage.house.db.image.count()).toBe(1)
    expect(stage.violations()).toEqual([])
  })
})

describe('what the operator got wrong', () => {
  it.each([
    ['botToken', 'Slack is not connected: Slack does not accept SLACK_BOT_TOKEN (invalid_auth)'],
    ['appToken', 'Slack is not connected: Slack does not accept SLACK_APP_TOKEN (invalid_auth)'],
  ] as const)('%s is one sentence at the start', async (wrong, sentence) => {
    stage = await openSlackStage({ wrong })
    expect(stage.house.problems).toHaveLength(1)
    expect(stage.house.problems[0]).toContain(sentence)
    expect(stage.house.platforms).not.toContain('slack')
  })
})
