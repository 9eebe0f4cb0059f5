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
  /** Photos are looked at with their longest side halved until it is no longer than this: 12 megapixels at 2016. */
  workSide: 2_400,
  /** Longest side of the reference: engines work at about 1 megapixel and take no more than 2048. */
  referenceSide: 1_536,
  /** A crop of the looked-at picture is good enough for a reference from this side on; below, the file is read again. */
  referenceEnough: 1_024,
  /** Longest side of the re-encoded whole picture, for kinds that work on it. */
  wholeSide: 4_096,
} as const

/** The vision processes. */
export const VISION = {
  /** Loading the models takes 0.5 s on an idle machine; on a busy one it may take many times that. */
  startMs: 30_000,
  /** At 0.2 s a photo this is half a minute of waiting, and with 20 MB each as much memory as one may hold. */
  maxQueued: 100,
} as const

/** Tasks: the outbox and the workers' leases on it. */
export const TASK = {
  /** As BullMQ's lockDuration (FIELD.md): a killed worker is noticed after that and one stalled interval. */
  leaseMs: 15_000,
  /** Held leases are renewed this often; a cancelled task is noticed by the same beat. */
  beatMs: 1_000,
  /** A task that ended in this many faults is given up. */
  maxFailures: 5,
  /** A task whose holders died this often is given up: it kills them. Restarts count, so it is high. */
  maxLosses: 25,
  /** First wait before another try; doubles each time. */
  retryMs: 1_000,
  retryMaxMs: 60_000,
  /** How often the sweeper looks for work that the queue has lost. */
  sweepMs: 3_000,
  /** What is younger than this may still be on its way into the queue. */
  sweepGraceMs: 3_000,
  /** What a process that ends waits for its steps to stop and be given back. */
  giveBackMs: 2_000,
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
  /** The first progress is shown after this; what is done by then needs none. */
  firstProgressMs: 300,
  /** How often an engine that did not answer at once is asked. */
  lookMs: 2_000,
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

/** Messages that are edited as things change. */
export const DELIVERY = {
  /** A command's own answer is sent within the platforms' 3 s; after that it is taken for lost. */
  answerMs: 4_000,
  /** How soon to look again whether it has been sent. */
  answerLookMs: 100,
  /** With the waits of TASK a platform may be away for a quarter of an hour, as long as a Discord address lives. */
  maxFailures: 20,
} as const

/** The booth's own rounds: queue positions, deadlines, leftovers. */
export const HOUSE = {
  /** Positions are told anew this often. */
  positionsMs: 2_000,
  /** Deadlines, unfinished erasures, whole pictures that nobody needs. */
  tidyMs: 5_000,
  /** Between two sweeps of what the privacy policy no longer lets us keep; its shortest period is an hour. */
  retentionMs: 5 * 60_000,
  /** An erasure that takes longer was cut off by a crash; until then it is left to whoever began it. */
  erasureMs: 30_000,
  /** Objects without a row are looked for once an hour, and only those older than an hour. */
  orphansMs: 3_600_000,
  orphanAgeMs: 3_600_000,
} as const

/** Workers of a process. */
export const WORKERS = {
  /** Steps that only wait for the database or a platform. */
  transfers: 10,
  /** As FIELD.md: a dead worker's job is taken over after that and one stalled interval. */
  lockMs: 15_000,
  stalledMs: 5_000,
  maxStalled: 3,
  /** From this many jobs on they are queued in one call. */
  bulkFrom: 10,
  /** A queue that does not answer by then is left to the sweeper. */
  enqueueMs: 2_000,
  /** For a connection to the queue on Postgres; a busy machine takes a second for one. */
  connectMs: 10_000,
  /** A worker that gets no first connection is made anew this often before the start fails. */
  readyTries: 3,
  /** An outage is told once in this time. */
  tellMs: 10_000,
  /** After an error of the queue's backend a worker tries again this soon. */
  retryMs: 1_000,
  /** Of a process to the queue on Postgres: one listens for each worker, the others do the work. */
  queueConnections: 16,
  /** Between two queries of an idle worker on Postgres, should a notification be lost. */
  drainMs: 5_000,
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
  /** Tries of one S3 call, the first included; the client backs off in between. */
  s3Attempts: 3,
  s3ConnectMs: 3_000,
  /** One try: 8 MiB at 4 Mbit/s takes 17 s. */
  s3TryMs: 20_000,
  /** One call, all tries and the body included. */
  s3CallMs: 45_000,
} as const

/** The one HTTP server (bots/server.ts). */
export const HTTP = {
  /** Bodies that are no upload: our largest is a text of 4,000 characters, webhooks of the platforms stay below too. */
  bodyBytes: 256 * 1024,
  /** A whole request, uploads included: 20 MB at 1 Mbit/s takes 160 s. Node's own default. */
  requestMs: 300_000,
  headersMs: 15_000,
  /** Longer than the 60 s after which usual proxies drop an idle connection, so that they never meet a closed one. */
  keepAliveMs: 65_000,
  /** What a requested stop waits for open answers before it cuts them off. */
  closeMs: 5_000,
  /** Asking database and queue whether they answer; orchestrators give a probe a few seconds. */
  readyMs: 2_000,
} as const

/** The web chat (bots/web). */
export const WEB = {
  /** As `incoming` in core/platform.ts takes them. */
  photosAtOnce: 10,
  textChars: 4_000,
  argumentChars: 1_000,
  /** An upload that brings no byte for so long has died (a phone in a tunnel comes back within seconds). */
  uploadStallMs: 30_000,
  /** Messages read in one go, for a page of history and for live changes. */
  historyPage: 40,
  liveBatch: 100,
  /** Handling one event, the first answer included; then the page sends it again. Longer than any slow moment of the database. */
  handleMs: 20_000,
  /** When a page asks again about an event that somebody else holds; an inbox lease is 10 s at most. */
  comeAgainSeconds: 2,
  /** Half the 60 s after which proxies drop a silent connection, and short enough for a page to notice a dead one. */
  beatMs: 20_000,
  /** A safety net under LISTEN: how late a change may be when its notification was lost. */
  pollMs: 5_000,
  /** Between attempts to listen again; doubles from the first to the second. */
  listenRetryMs: 250,
  listenRetryMaxMs: 5_000,
  listenConnectMs: 5_000,
  /** Open pages of one person: browsers themselves hold no more than six connections to a server. */
  livePerPerson: 8,
  /** Open pages of a process: each costs about 30 KB and a line in the poll. */
  liveInAll: 5_000,
  /** Browsers keep a cookie 400 days at most (RFC 6265bis). */
  cookieSeconds: 400 * 24 * 3_600,
  /** What one person may send: a fast typist sends one message in two seconds, a flood of presses doubles that. */
  sayPerMinute: 60,
  /** A school or an office behind one address. */
  sayPerMinutePerAddress: 1_200,
  /** History, events and pictures: a gallery of a hundred pictures at once, and scrolling. */
  readPerMinute: 600,
  readPerMinutePerAddress: 6_000,
  /** New people from one address in an hour: a class that comes in together; more is a script. */
  newPeoplePerHourPerAddress: 300,
} as const

/** The database. */
export const DATABASE = {
  /** Of a process; Postgres allows 100 by default, and several processes share them. */
  connections: 16,
  /** For a connection, waiting for a free one included: a restart of Postgres takes a second or two. */
  connectMs: 10_000,
  /** A statement that takes longer is ended by the server, or given up by us when the server is gone. */
  statementMs: 20_000,
  queryMs: 25_000,
} as const
