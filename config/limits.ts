/**
 * Every limit in one place, each with its source. Sizes are bytes, times are milliseconds.
 * Thresholds of the selfie gate stand in gate.ts.
 */

/** Photos that come in. */
export const PHOTO = {
  /** Telegram's bots cannot fetch more than 20 MB (getFile), so nobody is promised more. */
  maxBytes: 20 * 1024 * 1024,
  /** 100 megapixels: phones make 50 to 64, a flat bomb of more would need > 300 MB decoded. */
  maxPixels: 100_000_000,
  /** Longest wait for one photo in the gate, everything included; a slow 60-megapixel photo takes about 2 s. */
  inspectMs: 15_000,
} as const

/** Tasks: the outbox and the workers' leases on it. */
export const TASK = {
  /** As BullMQ's lockDuration (FIELD.md): a killed worker is noticed after that and one stalled interval. */
  leaseMs: 15_000,
  /** Held leases are renewed this often; a cancelled task is noticed by the same beat. */
  beatMs: 1_000,
  /** A task that was queued this often and never ended is given up: it kills its workers. */
  maxAttempts: 5,
  /** First wait before another try; doubles each time. */
  retryMs: 1_000,
  retryMaxMs: 60_000,
  /** How often the sweeper looks for work that the queue has lost. */
  sweepMs: 3_000,
  /** What is younger than this may still be on its way into the queue. */
  sweepGraceMs: 3_000,
  /** Rows taken in one go, so that a sweep needs bounded memory. */
  sweepBatch: 500,
} as const

/** Generations. */
export const GENERATION = {
  /** From request to result, waiting in the queue included; then the hold is released. */
  deadlineMs: 30 * 60_000,
  /** One try at the local studio; the slowest style takes about 2 s on a busy machine. */
  engineMs: 60_000,
  /** Progress is shown no more often than this: Telegram allows one message a second in a chat. */
  progressMs: 1_200,
  /** Places further back than this are not counted down one by one. */
  positionsShown: 50,
} as const

/** Taking in and answering platform events. */
export const INBOX = {
  /** After this an event whose handling died may be handled again. */
  leaseMs: 10_000,
  /** A platform repeats an event within a day at most (Telegram's updates live 24 h), so that long it is remembered. */
  keepMs: 48 * 3_600_000,
} as const

/** Taking photos from the platforms and sending messages to them. */
export const TRANSFER = {
  /** Fetching one photo: 20 MB at 1 MB/s, and some patience. */
  fetchMs: 30_000,
  /** Sending one message with pictures. */
  sendMs: 30_000,
} as const

/** Texts that people write. */
export const TEXT = {
  /** Long enough to describe what is wrong, short enough to read. */
  reportChars: 1_000,
} as const

/** What /history shows: the newest ones; a gallery on Discord holds ten pictures. */
export const HISTORY = { images: 10 } as const
