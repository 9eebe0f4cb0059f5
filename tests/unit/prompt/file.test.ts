import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadScreen } from '../../../core/prompt/file.js'

const folder = mkdtempSync(join(tmpdir(), 'pixbooth-screening-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(content: unknown): string {
  const path = join(folder, 'screening.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

describe('the operators’ own list', () => {
  it('adds to the booth’s', async () => {
    const screen = await loadScreen(
      written({ hate: ['blorbo', '/\\bgrumpf\\d\\b/'], off: ['violence_gore'] }),
    )
    const by = (text: string) => screen(text, { face: false })
    expect(['BLORBO', 'grumpf7', 'a swastika', 'gore', 'a nude child'].map(by)).toEqual([
      'hate',
      'hate',
      'hate',
      null,
      'sexual_minors',
    ])
  })

  it('is not needed', async () => {
    expect((await loadScreen(undefined))('porn', { face: false })).toBe('sexual')
  })

  it.each([
    ['{"hate": ', /is no JSON/],
    [{ hate: 'blorbo' }, /at hate/],
    [{ hat: ['blorbo'] }, /hat/],
    [{ hate: ['/(/'] }, /at hate 0: is no regular expression/],
    [{ hate: ['--'] }, /at hate 0: has no letter/],
    [{ off: ['sexual_minors'] }, /at off: may not name sexual_minors/],
    [{ off: ['everything'] }, /at off 0/],
    [[], /is not as it should be/],
  ])('%j is one sentence for the operator', async (content, sentence) => {
    const failed = await loadScreen(written(content)).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'config', message: expect.stringMatching(sentence) })
    expect((failed as Error).message).toMatch(/^SCREENING_FILE [^\n]+\.$/)
  })

  it('that is not there is one sentence too', async () => {
    await expect(loadScreen(join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/^SCREENING_FILE cannot be read: /),
    })
  })
})
