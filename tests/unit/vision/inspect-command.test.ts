import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { main } from '../../../bin/inspect.js'
import { cut, GOOD_FACES, GROUPS } from '../../support/faces.js'

vi.setConfig({ testTimeout: 90_000 })

const folder = mkdtempSync(join(tmpdir(), 'pixbooth-inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, bytes: Buffer) => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

async function run(...args: string[]) {
  const written: string[] = []
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  try {
    return {
      code: await main(args),
      lines: written
        .join('')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    }
  } finally {
    stdout.mockRestore()
  }
}

describe('pixbooth inspect', () => {
  it('prints one line a file, in the order given, whatever takes longer', async () => {
    const group = file('group.jpg', GROUPS[4]!)
    const text = file('text.jpg', Buffer.from('hello'))
    const good = file('good.png', await (await cut(GOOD_FACES[3]!)).png().toBuffer())
    const { code, lines } = await run(group, text, good, text)
    expect(code).toBe(0)
    const ms = expect.any(Number)
    expect(lines).toEqual([
      { file: group, accepted: false, reasons: ['several_faces'], ms },
      { file: text, accepted: false, reasons: ['not_an_image'], ms },
      { file: good, accepted: true, reasons: [], ms },
      { file: text, accepted: false, reasons: ['not_an_image'], ms },
    ])
  })

  it('says in a sentence which file could not be read, looks at the others and answers 1', async () => {
    const text = file('text.jpg', Buffer.from('hello'))
    const { code, lines } = await run(join(folder, 'nothing.jpg'), folder, text)
    expect(code).toBe(1)
    expect(lines[0]).toEqual({ file: join(folder, 'nothing.jpg'), error: 'There is no such file.' })
    expect(lines[1]).toEqual({ file: folder, error: 'It is a folder.' })
    expect(lines[2]).toMatchObject({ accepted: false })
  })

  it('wants at least one file', async () => {
    await expect(main([])).rejects.toMatchObject({ code: 'config' })
  })
})
