import { describe, expect, it } from 'vitest'
import { createGather } from '../../../bots/telegram/gather.js'
import type { AlbumPart } from '../../../bots/telegram/inbound.js'
import type { Incoming } from '../../../core/platform.js'
import { ADA, BOT, inGroup, message, photo, read } from './payloads.js'

let ids = 0
function part(content: object, album = '13579'): AlbumPart {
  const inbound = read({ message: message({ message_id: ++ids, media_group_id: album, ...content }) })
  if (inbound.kind !== 'part') throw new Error(`It is taken for ${inbound.kind}.`)
  return inbound.part
}

function gatherer() {
  const kept: Incoming[] = []
  const broken = { times: 0 }
  const gather = createGather(async incoming => {
    if (broken.times-- > 0) throw new Error('The database is away.')
    kept.push(incoming)
  })
  return { kept, broken, gather }
}

const files = ({ photos }: Incoming) => photos.map(({ address }) => address.file)

describe('an album', () => {
  it('is one event with all photos in the order they were sent, and its caption is meant for all', async () => {
    const { kept, gather } = gatherer()
    const [a, b, c] = [
      part({ photo: photo('a'), caption: '/portrait noir' }),
      part({ photo: photo('b') }),
      part({ photo: photo('c') }),
    ]
    await Promise.all([c, a, b].map(one => gather(one as AlbumPart)))
    expect(kept).toHaveLength(1)
    expect(files(kept[0] as Incoming)).toEqual(['a-y', 'b-y', 'c-y'])
    expect(kept[0]?.act).toEqual({ type: 'command', name: 'portrait', argument: 'noir' })
    expect(kept[0]?.eventId).toBe(`a:13579:${ADA.id}:${ADA.id}:${a?.updateId}`)
  })

  it('of ten waits for no more', async () => {
    const { kept, gather } = gatherer()
    const before = performance.now()
    await Promise.all(Array.from({ length: 10 }, (_, i) => gather(part({ photo: photo(`${i}`) }))))
    expect(kept[0]?.photos).toHaveLength(10)
    expect(performance.now() - before).toBeLessThan(300)
  })

  it('that comes late in part is handled in part, with the same command', async () => {
    const { kept, gather } = gatherer()
    await gather(part({ photo: photo('a'), caption: '/portrait oil' }))
    await gather(part({ photo: photo('late') }))
    expect(kept.map(files)).toEqual([['a-y'], ['late-y']])
    expect(kept[1]?.act).toMatchObject({ name: 'portrait', argument: 'oil' })
    expect(new Set(kept.map(({ eventId }) => eventId)).size).toBe(2)
  })

  it('that comes twice is handled once', async () => {
    const { kept, gather } = gatherer()
    const one = part({ photo: photo('a') })
    await Promise.all([gather(one), gather(one)])
    await gather(one)
    expect(kept).toHaveLength(1)
  })

  it('that could not be kept comes again whole', async () => {
    const { kept, broken, gather } = gatherer()
    const parts = [part({ photo: photo('a') }), part({ photo: photo('b') })]
    broken.times = 1
    const first = await Promise.allSettled(parts.map(gather))
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await Promise.all(parts.map(gather))
    expect(kept.map(files)).toEqual([['a-y', 'b-y']])
  })

  it('of films is one friendly word; a film among photos is left out', async () => {
    const { kept, gather } = gatherer()
    await Promise.all([part({ video: {} }), part({ video: {} })].map(gather))
    await Promise.all([part({ video: {} }, '2'), part({ photo: photo('p') }, '2')].map(gather))
    expect(kept.map(({ act }) => act.type)).toEqual(['unusable', 'text'])
    expect(kept.map(files)).toEqual([[], ['p-y']])
  })

  it('in a group is only for the booth when one of its parts is', async () => {
    const { kept, gather } = gatherer()
    const inG = (content: object, album: string) => part(inGroup({ message_id: ++ids, ...content }), album)
    await Promise.all([inG({ photo: photo('a') }, '3'), inG({ photo: photo('b') }, '3')].map(gather))
    expect(kept).toEqual([])
    const reply = { reply_to_message: inGroup({ from: BOT, text: 'x' }) }
    await Promise.all(
      [inG({ photo: photo('a'), ...reply }, '4'), inG({ photo: photo('b') }, '4')].map(gather),
    )
    expect(kept.map(files)).toEqual([['a-y', 'b-y']])
  })

  it('of somebody else with the same number is another one', async () => {
    const { kept, gather } = gatherer()
    const other = { ...ADA, id: 1_234 }
    await Promise.all([
      gather(part({ photo: photo('a') })),
      gather(part({ photo: photo('b'), from: other, chat: { id: 1_234, type: 'private' } })),
    ])
    expect(kept.map(({ account }) => account.userId).sort()).toEqual(['1234', String(ADA.id)])
  })
})
