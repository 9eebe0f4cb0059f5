/**
 * Ways in which a text can be read, so that spelling tricks hide nothing: other scripts' look-alikes, accents, invisible
 * characters, digits for letters, spaces and signs between letters, letters held down. Pure.
 */

/** Letters of other scripts that look like Latin ones, in small letters. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  // Cyrillic
  ...{
    а: 'a',
    в: 'b',
    е: 'e',
    ё: 'e',
    к: 'k',
    м: 'm',
    н: 'h',
    о: 'o',
    р: 'p',
    с: 'c',
    т: 't',
    у: 'y',
    х: 'x',
  },
  ...{
    і: 'i',
    ї: 'i',
    ј: 'j',
    ѕ: 's',
    ԁ: 'd',
    ԛ: 'q',
    ԝ: 'w',
    һ: 'h',
    ӏ: 'l',
    г: 'r',
    п: 'n',
    и: 'u',
    ь: 'b',
  },
  // Greek
  ...{
    α: 'a',
    β: 'b',
    ε: 'e',
    η: 'n',
    ι: 'i',
    κ: 'k',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
    τ: 't',
    υ: 'u',
    χ: 'x',
    ω: 'w',
  },
  // Latin with strokes and ligatures, which no decomposition takes apart
  ...{
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ħ: 'h',
    ı: 'i',
    ȷ: 'j',
    ŧ: 't',
    ɡ: 'g',
  },
  ...{
    ᴀ: 'a',
    ʙ: 'b',
    ᴄ: 'c',
    ᴅ: 'd',
    ᴇ: 'e',
    ɢ: 'g',
    ʜ: 'h',
    ɪ: 'i',
    ᴊ: 'j',
    ᴋ: 'k',
    ʟ: 'l',
    ᴍ: 'm',
    ɴ: 'n',
  },
  ...{
    ᴏ: 'o',
    ᴘ: 'p',
    ʀ: 'r',
    ꜱ: 's',
    ᴛ: 't',
    ᴜ: 'u',
    ᴠ: 'v',
    ᴡ: 'w',
    ʏ: 'y',
    ᴢ: 'z',
    ə: 'e',
    ɑ: 'a',
    ɩ: 'i',
  },
}

/** Digits and signs that stand for letters; `1` is read as both of its letters. */
const LEET: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l', '€': 'e', '£': 'l', '+': 't' },
}

/** Small letters without accents, look-alikes or invisible characters; signs stay, all space is one space. */
export function fold(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    // Control characters other than space split nothing either.
    .replace(/(?!\s)\p{Cc}/gu, '')
    // Emoji letters: 🅝, 🇳.
    .replace(/[\u{1F1E6}-\u{1F1FF}]/gu, it => String.fromCharCode(97 + (it.codePointAt(0) ?? 0) - 0x1f1e6))
    .replace(/[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu, it =>
      String.fromCharCode(97 + (((it.codePointAt(0) ?? 0) - 0x1f150) % 32)),
    )
    .toLowerCase()
  return [...plain.normalize('NFD').replace(/\p{M}/gu, '')]
    .map(letter => LOOKALIKES[letter] ?? letter)
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Words with one space between them: everything that is neither letter nor digit counts as space. */
export function words(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

/** All readings of a folded text: whatever is found in one of them is there. The first is the plain one. */
export function readings(folded: string): string[] {
  const plain = words(folded)
  const dense = folded
    .replace(/(?<=\p{L})[^\p{L}\p{N}\s]{1,3}(?=\p{L})/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const decoded = ['i', 'l'].map(one => words(unleet(folded, one)))
  const found = [plain, dense, ...decoded, ...[plain, ...decoded].map(together)]
  return [...new Set(found.flatMap(it => [it, ...drawnOut(it)]))]
}

/** Digits and signs as letters, in words that have letters beside them. */
function unleet(folded: string, one: string): string {
  return folded.replace(/\S+/g, word => {
    if (!/\p{L}/u.test(word) && !/^\S$/.test(word)) return word
    // What ends a sentence is no letter.
    const core = word.replace(/[!|+]+$/, '')
    return core.replace(/[0-9@$!|€£+]/g, sign => (sign === '1' ? one : (LEET[sign] ?? sign)))
  })
}

const SPELLED = /(?<![\p{L}\p{N}])(?:\p{L} ){2,}\p{L}{1,3}(?![\p{L}\p{N}])/gu

/** Letters that stand one by one, put together: `n u d e`, `s e xy`. */
function together(plain: string): string {
  return plain.replace(SPELLED, run => run.replaceAll(' ', ''))
}

/** What was spelled letter by letter, each run in one piece: where one word ends and the next begins, nobody can tell. */
export function spelled(folded: string): string[] {
  return ['i', 'l']
    .flatMap(one => words(unleet(folded, one)).match(SPELLED) ?? [])
    .map(run => run.replaceAll(' ', ''))
}

/** Letters that were held down: `nuuude` is read with one, `pusssy` with two of them. */
function drawnOut(text: string): string[] {
  if (!/(\p{L})\1\1/u.test(text)) return []
  return [text.replace(/(\p{L})\1{2,}/gu, '$1'), text.replace(/(\p{L})\1{2,}/gu, '$1$1')]
}
