/** Text that every store takes: Postgres knows neither NUL nor half a surrogate pair in JSON. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD')
}
