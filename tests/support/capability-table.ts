/** The table in the README of what each platform can do, made from the capabilities. */
import { TITLES } from '../../bots/bot.js'
import { ABILITIES, type Can, type Capabilities, PHOTO_WAYS } from '../../bots/capabilities.js'

interface Line {
  what: string
  cells: string[]
}

/** Markdown: a row for each thing, a column for each platform, and below why something is not possible. */
export function capabilityTable(all: readonly Capabilities[]): string {
  const reasons: string[] = []
  const cell = (can: Can): string => {
    if (can === true) return 'yes'
    const known = reasons.indexOf(can.because)
    const number = known >= 0 ? known + 1 : reasons.push(can.because)
    return `no (${number})`
  }
  const lines: Line[] = [
    ...numbers(all),
    ...Object.entries(PHOTO_WAYS).map(([way, what]) => ({
      what: `photo ${what}`,
      cells: all.map(({ ways }) => cell(ways[way as keyof typeof PHOTO_WAYS])),
    })),
    ...Object.entries(ABILITIES).map(([ability, what]) => ({
      what,
      cells: all.map(({ can }) => cell(can[ability as keyof typeof ABILITIES])),
    })),
  ]
  return [
    row(['', ...all.map(({ platform }) => TITLES[platform])]),
    row(['---', ...all.map(() => '---')]),
    ...lines.map(({ what, cells }) => row([what, ...cells])),
    '',
    '<details><summary>Why not</summary>',
    '',
    ...reasons.map((because, index) => `${index + 1}. ${because}`),
    '',
    '</details>',
  ].join('\n')
}

function numbers(all: readonly Capabilities[]): Line[] {
  const line = (what: string, of: (one: Capabilities) => string): Line => ({ what, cells: all.map(of) })
  return [
    line('a first answer is due within', one => seconds(one.answerWithinMs, 'no limit')),
    line('an address for answers lives for', one => seconds(one.replyExpiresMs, 'ever')),
    line('characters of a message', one => count(one.textChars)),
    line('pictures of a message', one => count(one.imagesPerMessage)),
    line('buttons of a message', one => count(one.buttonsPerMessage)),
    line('photos in one go', one => count(one.photosAtOnce)),
    line('bytes of a photo', one => megabytes(one.photoBytes)),
    line('bytes of a picture', one => megabytes(one.imageBytes)),
    line('bytes of a video', one => megabytes(one.videoBytes)),
    line('bytes of a file', one => megabytes(one.fileBytes)),
  ]
}

const row = (cells: string[]) => `| ${cells.join(' | ')} |`
const count = (number: number) => (Number.isFinite(number) ? number.toLocaleString('en') : 'any')
const megabytes = (bytes: number | null) =>
  bytes === null ? 'any' : `${Number((bytes / 1024 / 1024).toFixed(1))} MiB`

function seconds(ms: number | null, without: string): string {
  if (ms === null) return without
  return ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`
}
