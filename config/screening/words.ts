/** Words and phrases that are written one after the other with commas in between, as a list. */
export function words(text: string): string[] {
  return text
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '')
}
