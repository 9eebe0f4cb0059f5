/** What a bench answers. `goal` is worded by the bench ("≤ 1.5"), `ok` says whether it was met. */
export interface Bench {
  name: string
  rows: { what: string; value: number; unit: string; goal?: string | number; ok?: boolean }[]
}

/** A table for people: one block a bench, columns aligned. */
export function renderBenches(benches: Bench[]): string {
  const cells = benches.flatMap(({ rows }) => rows.map(cellsOf))
  const widths = [0, 1, 2].map(column => Math.max(0, ...cells.map(row => row[column]!.length)))
  const line = ([what, value, unit, goal]: string[]) =>
    `  ${what!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)} ${unit!.padEnd(widths[2]!)}  ${goal}`.trimEnd()
  return benches
    .map(({ name, rows }) => [name, ...rows.map(row => line(cellsOf(row)))].join('\n'))
    .join('\n\n')
}

function cellsOf({ what, value, unit, goal, ok }: Bench['rows'][number]): string[] {
  const verdict = ok === undefined ? '' : ok ? ', met' : ', MISSED'
  return [what, round(value), unit, goal === undefined ? verdict.slice(2) : `goal ${goal}${verdict}`]
}

/** Three digits that say something. */
function round(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}
