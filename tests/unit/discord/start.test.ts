import { afterEach, describe, expect, it } from 'vitest'
import { shardOf } from '../../fakes/discord/gateway.js'
import { type DiscordStage, type DiscordStageOptions, openDiscordStage } from '../../fakes/discord/stage.js'
import { eventually } from '../../support/booth.js'
import { sees } from './talk.js'

let stage: DiscordStage | undefined
afterEach(() => stage?.close())

async function open(options: DiscordStageOptions): Promise<DiscordStage> {
  stage = await openDiscordStage(options)
  return stage
}

describe('at the start', () => {
  it('a wrong token is one sentence that says what to do', async () => {
    const { house } = await open({ wrongToken: true })
    expect(house.platforms).toEqual([])
    expect(house.problems).toHaveLength(1)
    expect(house.problems[0]).toMatch(/DISCORD_TOKEN.*reset/)
  })

  it('a wrong application is one sentence too', async () => {
    const { house } = await open({ applicationId: 'wrong' })
    expect(house.problems).toHaveLength(1)
    expect(house.problems[0]).toContain('DISCORD_APPLICATION_ID')
  })

  it('with its application named the bot asks for nothing more', async () => {
    const { house, calls } = await open({ applicationId: 'right' })
    expect(house.problems).toEqual([])
    expect([...calls().keys()].filter(name => name.includes('@me'))).toEqual([])
  })

  it('when no connection is left for today, it waits until there are new ones', async () => {
    const { house, server, violations, calls, person } = await open({
      gateway: { remaining: 0, resetAfter: 1_500 },
    })
    expect(house.problems).toEqual([])
    expect(calls().get('identify')).toBeUndefined()
    server.gateway.allow(1_000)
    await eventually(
      () => server.gateway.connected(),
      there => there,
    )
    const ann = await person('ann')
    await ann.command('guide')
    await sees(ann, 'A photo that works well')
    expect(violations()).toEqual([])
  })
})

describe('shards', () => {
  it('as many as Discord recommends identify no faster than they may, and each answers its people', async () => {
    const { house, server, violations, person, world } = await open({
      gateway: { shards: 3, maxConcurrency: 2 },
    })
    expect(house.problems).toEqual([])
    await eventually(
      () => server.gateway.identifications.length,
      count => count === 3,
    )
    expect(server.gateway.identifications.map(({ shard }) => shard).sort()).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ])
    const ann = await person('ann')
    for (const where of ['private', 'shared'] as const) {
      await ann.command('guide', '', where)
      await sees(ann, 'A photo that works well', where)
    }
    expect(shardOf(world.guild.id, 3)).toBeLessThan(3)
    expect(violations()).toEqual([])
  })

  it('a process serves the shards that it was given, and no others', async () => {
    const { server } = await open({ shards: { ids: [1, 2], total: 4 } })
    await eventually(
      () => server.gateway.identifications.length,
      count => count === 2,
    )
    expect(server.gateway.identifications.map(({ shard }) => shard)).toEqual([
      [1, 4],
      [2, 4],
    ])
  })
})
