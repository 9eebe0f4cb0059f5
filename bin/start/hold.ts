/** Opens a booth, keeps it open until somebody asks it to end, and closes it within bounds. */

/** What is under way gets this long to come to a good end; what is not done by then is taken up by the next start. */
export const DRAIN_MS = 10_000

/** What was opened. */
export interface Opened {
  /** Ends bots and workers in order; may take a while, and may be cut short. */
  drain(): Promise<void>
  /** Ends what they stand on; always called, and quick. */
  close(): Promise<void>
  /** Settles when the booth cannot go on by itself. */
  failed?: Promise<unknown>
}

/** The process, as far as this needs it. */
export interface Signals {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
}

const ASKING: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Holds from the first moment, so that a signal during the start leaves nothing behind either. The first signal drains
 * for at most `limitMs`, a second one cuts that short. Answers the exit code.
 */
export async function hold(
  open: () => Promise<Opened>,
  { signals, say, limitMs = DRAIN_MS }: { signals: Signals; say: (line: string) => void; limitMs?: number },
): Promise<number> {
  const asked = [gate(), gate()] as const
  let count = 0
  const listener = () => {
    if (count === 0) say('Closing; Ctrl-C again ends at once.')
    asked[Math.min(count++, 1) as 0 | 1].open()
  }
  for (const signal of ASKING) signals.on(signal, listener)
  const timer = gate()
  let timeout: NodeJS.Timeout | undefined
  // A promise alone keeps no process alive.
  const awake = setInterval(() => {}, 60_000)
  try {
    const booth = await open()
    const failed = booth.failed?.then(() => 'failed' as const) ?? new Promise<never>(() => {})
    const why = await Promise.race([asked[0].passed, failed])
    timeout = setTimeout(timer.open, limitMs)
    const late = timer.passed.then(() => 'late' as const)
    try {
      const end = await Promise.race([booth.drain(), asked[1].passed, late])
      if (end === 'late')
        say(`Not everything ended within ${limitMs / 1000} s; the next start takes it up again.`)
    } finally {
      await booth.close()
    }
    return why === 'failed' ? 1 : 0
  } finally {
    clearTimeout(timeout)
    clearInterval(awake)
    for (const signal of ASKING) signals.off(signal, listener)
  }
}

function gate() {
  let open = () => {}
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { open: () => open(), passed }
}
