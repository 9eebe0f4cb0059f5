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
  /** A task that ended in this many faults is given up. */
  maxFailures: 5,
  /** A task that was queued this often and never ended is given up too: it kills its workers. Restarts count, so it is high. */
  maxAttempts: 25,
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

/** Encrypted pictures (core/vault). */
export const VAULT = {
  /** Largest picture: what may come in at most; what engines make is a tenth of it. */
  maxObjectBytes: PHOTO.maxBytes,
  /** Plain bytes that are sealed with one tag: the memory a stream needs, and the grain at which damage is seen. */
  chunkBytes: 64 * 1024,
  /** Up to here an object is sealed in one go and written with one call; beyond, chunk by chunk. */
  wholeBytes: 1024 * 1024,
  /** Data keys in memory: people active within a minute or so; an entry is about 1 KB. */
  cachedKeys: 1000,
  /** How long a data key that another process destroyed may live on in this one's memory. */
  cachedKeyMs: 60_000,
  /** Files and multipart uploads older than this were left by a process that died: no write takes so long. */
  leftoverMs: 60 * 60 * 1000,
  /** Files removed at a time on disk: half of Node's four file threads. */
  diskRemovals: 2,
  /** S3 takes parts of 5 MiB or more, and some stores want all but the last to be equal. */
  s3PartBytes: 8 * 1024 * 1024,
  /** ListObjectsV2 answers and DeleteObjects takes 1,000 keys at most. */
  s3Batch: 1000,
  /** Tries of one S3 call, the first included; the client waits up to 20 s in between, growing. */
  s3Attempts: 3,
  s3ConnectMs: 3_000,
  /** One try: 8 MiB at 4 Mbit/s takes 17 s. */
  s3TryMs: 20_000,
  /** One call, all tries and the body included. */
  s3CallMs: 45_000,
} as const
