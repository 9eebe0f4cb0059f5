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
  /** Longest side in which a picture is looked at to compare faces: its face is described in 224 points a side. */
  embedSide: 1_600,
} as const

/** Comparing results with the person's photo. */
export const LIKENESS = {
  /** The photo and four results take a second on an idle machine, on a busy one many times that; no picture waits longer. */
  chooseMs: 60_000,
  /** Of the histogram: finer around the thresholds in styles.ts. */
  buckets: [0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1],
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

/** Paid work at engines. */
export const ORDERS = {
  /** A request that starts work; engines answer within a second or two. Well below `unheardMs`: nothing is sent after it. */
  startMs: 12_000,
  /** Uploads of pictures before it, and every other call to an engine. */
  callMs: 20_000,
  /** A start whose answer was lost is looked for this often… */
  unheardLookMs: 3_000,
  /** …and is held for not begun once an engine that names all of its work has not named it for this long. */
  unheardMs: 20_000,
  /** The first look at work comes after this share of what the model takes. */
  firstLookShare: 0.3,
  /** Looks without a webhook: every so often, growing by half each time. */
  lookMs: 1_500,
  lookMaxMs: 10_000,
  /** With a webhook a look is only for the case that it is lost. */
  webhookLookMs: 15_000,
  /** Beyond a model's own deadline, for the engine to say that it has given up. */
  deadlineGraceMs: 15_000,
  /** Failures to take over what an engine has made, those of our own rooms included. */
  maxFailures: 10,
  /** A model that failed a generation twice is not asked a third time. */
  triesAModel: 2,
  /** Paid starts for one generation, whoever failed it, apart from the free re-run for likeness: what it earns pays for one. */
  startsAGeneration: 3,
  /** Tries to fetch what an engine has made; outputs live for an hour, but nobody waits that long: then another model draws. */
  outputTries: 3,
  /** Before the second try, and twice as long before the third. */
  outputAgainMs: 2_000,
  /** Refusals in a row, by being down or by time-outs, that open an engine's breaker, and how long it stays open. */
  breakerFailures: 5,
  breakerMs: 30_000,
  /** How often work waits for an open breaker when no other engine serves. */
  breakerLookMs: 5_000,
  /** How long one process has for telling an engine to stop or to forget. */
  closingMs: 60_000,
  closingRoundMs: 1_000,
  closingBatch: 20,
  /** Starts a minute that an engine takes (Replicate: 600; fal counts concurrent requests), with room for other programs. */
  startsPerMinute: { replicate: 540, fal: 540 },
} as const

/** The client of Replicate (workers/engines/replicate). */
export const REPLICATE = {
  /** The longest answer that is read: a page of the listing has 100 predictions of some 10 kB with their logs. */
  answerBytes: 16 * 1024 * 1024,
  /** As much of a refusal is looked at for its words. */
  saidBytes: 4_096,
  /** A 429 that names no time, and the bounds of one that does: a wait holds back every start. */
  rateMs: 5_000,
  rateMinMs: 500,
  rateMaxMs: 120_000,
  /** How far before a start the listing is read, for clocks that differ… */
  findBackMs: 60_000,
  /** …and how many pages of 100 at most: at 600 starts a minute (FIELD.md) these are three minutes. */
  findPages: 20,
  /** The least that `Cancel-After` may be, by its API's description. */
  cancelAfterSeconds: 5,
} as const

/** What engines hand over (workers/engines/output.ts). */
export const OUTPUT = {
  /** A 4-megapixel PNG of noise has 16 MB; models answer with 1 to 4 megapixels. */
  imageBytes: 30 * 1024 * 1024,
  /** Ten seconds of 4K at 80 Mbit/s; models make 5 to 10 s of 720p or 1080p, of 2 to 30 MB. */
  videoBytes: 100 * 1024 * 1024,
  /** Everything included, redirects too: 30 MB at 8 Mbit/s, 100 MB at 16 Mbit/s, and some patience. */
  imageMs: 40_000,
  videoMs: 60_000,
  /** Until the head of an answer is there. */
  headMs: 15_000,
  /** What comes more slowly than this, on the average and after a while, is cut off: 640 KB must be there by then. */
  slowestBytes: 64 * 1024,
  slowAfterMs: 10_000,
  /** 8192 × 8192: a picture of 2048 enlarged four times; 270 MB decoded at most. */
  pixels: 8_192 * 8_192,
  /** No longer side is kept, as of photos; what is larger no chat shows. */
  side: 4_096,
  /** From here on nobody sees the loss of encoding once more. */
  quality: 92,
  /** Models make clips of 5 to 10 s; no platform stops at a minute. */
  videoSeconds: 60,
  /** Boxes that are looked at: a plain clip has 40, a fragmented one of a minute some 500. */
  videoBoxes: 10_000,
  /** Connections to one host that are used at once. */
  connections: 32,
  /** An idle connection is kept this long for the next output. */
  idleMs: 4_000,
  /** When a host wants patience and does not say how much, and the most that is believed. */
  patienceMs: 2_000,
  patienceMaxMs: 60_000,
} as const

/** What engines say by webhook (bots/hooks). */
export const HOOKS = {
  /** Forged calls are written down once in this time, and counted meanwhile: anybody can make them. */
  noteMs: 60_000,
  /** A prediction with its logs has some kB; what is larger is learnt by asking. */
  bodyBytes: 256 * 1024,
  /** How far a signed time may be off, to either side: what both engines recommend. */
  ageMs: 5 * 60_000,
  /** All of it: fal gives up after 15 s, and comes again (FIELD.md). */
  answerMs: 2_000,
  /** fal's keys may be kept for a day; they are fetched anew for a signature that none of them made, at most so often… */
  keysMs: 24 * 3_600_000,
  keysAgainMs: 60_000,
  /** …and that often while there are none. */
  keysRetryMs: 5_000,
  /** Fetching them, within `answerMs`, and what they may weigh: a set of ten has 2 kB. */
  keysFetchMs: 1_500,
  keysBytes: 64 * 1024,
} as const

/** The catalogue as the workers have checked it. */
export const CATALOGUE = {
  /** How old what a process knows of it may become. */
  reloadMs: 5_000,
  /** How often the live schemas are read again… */
  checkMs: 3_600_000,
  /** …and how soon when an engine could not be reached, or did not take our key. */
  recheckMs: 30_000,
  /** Reading one schema: some hundred kB at most, in a second or two. */
  readMs: 20_000,
  /** Up to here all styles are buttons at once; beyond, one collection at a time. */
  flatStyles: 9,
  /** Buttons in a row: three titles are readable on a phone, and of the short names of collections four. */
  stylesInRow: 3,
  shelvesInRow: 4,
} as const

/** fal: its queue, its list of requests, its files (fal.ai/docs: inference-api, model-apis, platform-apis). */
export const FAL = {
  /** How long fal keeps what it has made for us; its own default is for ever. We fetch at once, or after a restart. */
  outputSeconds: 3_600,
  /** Of one answer: results carry addresses, not pictures, and the list of requests the pictures that were sent. */
  answerBytes: 16 * 1024 * 1024,
  /** Requests on a page of the list: ten with pictures of some 500 KB each stay below that. Pages that are read at most. */
  listPage: 10,
  listPages: 10,
  /** How far fal's clock and ours may be apart. */
  clockMs: 60_000,
  /** When fal wants patience and does not say how much, and the least and the most that is believed. */
  patienceMs: 5_000,
  patienceMinMs: 1_000,
  patienceMaxMs: 300_000,
} as const

/** Taking in and answering platform events. */
export const INBOX = {
  /** After this an event whose handling died may be handled again. */
  leaseMs: 10_000,
  /** The lease is renewed this often while an answer takes long, such as one with many pictures. */
  beatMs: 3_000,
  /** An event whose handling failed is handled again after that, doubled each time. */
  retryMs: 1_000,
  /** Then the person is told that it did not work. */
  maxAttempts: 5,
  /** How often events that died with their process are looked for, and how many are taken up at once. */
  resumeMs: 2_000,
  resumeBatch: 50,
  /** Giving one answer at first hand; the platforms' deadlines are 3 s, a slow upload of a picture takes longer. */
  answerMs: 20_000,
} as const

/** Taking photos from the platforms and sending messages to them. */
export const TRANSFER = {
  /** Fetching one photo: 20 MB at 1 MB/s, and some patience. */
  fetchMs: 30_000,
  /** Sending one message with pictures, and one with a video among them. */
  sendMs: 30_000,
  sendVideoMs: 75_000,
} as const

/** Messages that are edited as things change. */
export const DELIVERY = {
  /** A command's own answers are sent within that, pauses that a platform wants included; then they are taken for lost. */
  answerMs: 8_000,
  /** How soon to look again whether it has been sent. */
  answerLookMs: 100,
  /** With the waits of TASK a platform may be away for a quarter of an hour, as long as a Discord address lives. */
  maxFailures: 20,
} as const

/** What the operators tell many persons (core/notification). */
export const NOTIFICATION = {
  /** Of a text in one language; platforms get it in as many messages as it takes. */
  textChars: 12_000,
  /** Persons looked at in one statement. */
  page: 1_000,
  /** Messages under way at the same time, so that neither queue nor memory grow with the number of persons. */
  atOnce: 500,
  /** Everything that a person has asked for goes first. */
  priority: 1_000,
  /** How often the command looks how far it is. */
  lookMs: 2_000,
} as const

/** What bots remember of chats and persons beside the database, such as direct channels that are open. */
export const MEMORY = {
  /** As long as a Discord address lives, and as DELIVERY tries at the most: nothing is asked for later than that. */
  keepMs: 15 * 60_000,
  /** How often what is too old is cleared away. */
  clearMs: 60_000,
} as const

/** Messages of erased persons that the platforms still have. */
export const LEFTOVERS = {
  /** As long as Telegram lets a bot delete what it has sent; a platform that is away for longer keeps them. */
  keepMs: 48 * 3_600_000,
  /** How often the bots look for some, how many at once, and what one of them may take. */
  roundMs: 2_000,
  batch: 20,
  callMs: 15_000,
  /** For a whole batch; then another process may take it. */
  leaseMs: 5 * 60_000,
  /** First wait before another try; doubles each time. */
  retryMs: 5_000,
  retryMaxMs: 30 * 60_000,
} as const

/** The booth's own rounds: queue positions, deadlines, leftovers. */
export const HOUSE = {
  /** Positions are told anew this often. */
  positionsMs: 2_000,
  /** Deadlines, unfinished erasures, whole pictures that nobody needs. */
  tidyMs: 5_000,
  /** Between two sweeps of what the privacy policy no longer lets us keep; its shortest period is an hour. */
  retentionMs: 5 * 60_000,
  /** Between two looks whether the queue still has the schedulers of such rounds. */
  schedulesMs: 60_000,
  /** An erasure that takes longer was cut off by a crash; until then it is left to whoever began it. */
  erasureMs: 30_000,
  /** Objects without a row are looked for once an hour, and only those older than an hour. */
  orphansMs: 3_600_000,
  orphanAgeMs: 3_600_000,
  /** Pictures that could be delivered nowhere are paid back when that turns out so long after they were made. */
  undeliveredMs: 7 * 24 * 3_600_000,
  /** Between two reckonings of all balances. */
  ledgerMs: 6 * 3_600_000,
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
  queueConnections: 24,
  /** Of what happened to jobs, which nobody reads: the names of their tasks stand there. */
  eventsKept: 100,
  /** Between two queries of an idle worker on Postgres, should a notification be lost. */
  drainMs: 5_000,
} as const

/** Texts that people write. */
export const TEXT = {
  /** Long enough to describe what is wrong, short enough to read. */
  reportChars: 1_000,
  /** What may stand after a command: twice the longest of them, so that whoever wrote too much is told so. */
  argumentChars: 2_000,
} as const

/** What a person tells about themselves. */
export const PROFILE = {
  nameChars: 60,
  /** The oldest known person lived 122 years. */
  oldest: 122,
} as const

/** Requests that a human answers. */
export const REQUEST = {
  /** A month, of the shortest kind that the law may mean (article 12 GDPR). */
  answerMs: 30 * 86_400_000,
  /** Of an answer: one message of every platform. */
  textChars: 2_500,
  /** A person's own ones that /request shows. */
  shown: 5,
} as const

/** Words for pictures (core/prompt). */
export const PROMPT = {
  /** FLUX reads 512 tokens, about 2,000 letters, the style's own words included; CLIP's 77 tokens are about 300. */
  imagineChars: 1_000,
  /** Beside a style's words and a face, more than some sentences moves the picture away from both. */
  portraitChars: 400,
  /** What a character looks like, and a scene: both go into one prompt. */
  characterChars: 500,
  /** A name, as it fits a button. */
  nameChars: 32,
  /** Characters of one person: with a button each they fill a message of Discord's, which holds 30. */
  characters: 20,
  /** What /history shows of a prompt; ten of them fit one message of every platform. */
  shownChars: 160,
} as const

/** Joining two accounts (core/person). */
export const LINK = {
  /** 8 of 32 letters and digits are 40 bits: with the tries below nobody guesses one in ten minutes. */
  codeLength: 8,
  codeMs: 10 * 60_000,
  /**
   * From the code's use to the last answer. Together with the above less than the 15 minutes that a Discord address
   * lives, so that the message with the code can be edited to the end.
   */
  answerMs: 4 * 60_000,
  /** Codes that a person may ask for in an hour, and codes that an account may type: a few mistakes, and no guessing. */
  codesPerHour: 6,
  triesPerHour: 10,
} as const

/** What /history shows: the newest ones; a gallery on Discord holds ten pictures. */
export const HISTORY = { images: 10 } as const

/** Rotation of master keys (`bin/pixbooth keys`). */
export const KEYS = {
  /** Data keys wrapped anew in one commit: a few milliseconds, a few hundred bytes each. */
  page: 200,
  /** How often rows are come back to that somebody holds all the time, and the pause before. */
  rounds: 20,
  roundMs: 100,
  /** Whoever was just about to write with the former key has written by now: longer than any statement may take. */
  settleMs: 60_000,
  /** How often a command that takes a while says how far it is. */
  tellEvery: 2_000,
} as const

/** Archives of everything about a person (core/privacy/export). */
export const EXPORT = {
  /** Of a person in a day: each reads all of their pictures. */
  perDay: 5,
  /** An archive lies in the vault in pieces of this size: all that building or fetching one holds in memory at once. */
  pieceBytes: 8 * 1024 * 1024,
  /** Put together at once by a process: it is in no hurry, and pictures that people wait for come first. */
  atOnce: 1,
  /** 10,000 pictures at 20 a second take 9 minutes. Less than `HOUSE.orphanAgeMs`, since no row names its pieces before the end. */
  buildMs: 30 * 60_000,
  /** How long it is remembered that there was one, to say so to whoever follows its link. */
  rememberMs: 7 * 24 * 3_600_000,
} as const

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

/** Connecting bots to their platforms. */
export const BOTS = {
  /** The start waits so long for a platform; then the bot goes on by itself. */
  connectMs: 20_000,
  /** Between tries; doubles from the first to the second. */
  connectAgainMs: 2_000,
  connectAgainMaxMs: 60_000,
} as const

/** The web chat (bots/web). */
export const WEB = {
  /** As `incoming` in core/platform.ts takes them. */
  photosAtOnce: 10,
  textChars: 4_000,
  argumentChars: TEXT.argumentChars,
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

/** Telegram's Bot API (core.telegram.org/bots/api and /bots/faq), and how the bot uses it. */
export const TELEGRAM = {
  /** Texts and captions, in UTF-16 units after entities are taken out (sendMessage, sendPhoto). */
  textUnits: 4_096,
  captionUnits: 1_024,
  /** Entities past these are ignored (MTProto: message entities). */
  entities: 100,
  /** InlineKeyboardButton: callback_data in bytes; the label has no written limit, no phone shows more. */
  callbackBytes: 64,
  labelUnits: 64,
  /** Longer keyboards are refused (REPLY_MARKUP_TOO_LONG); a row of more than eight is unreadable. */
  buttons: 100,
  buttonsInRow: 8,
  /** answerCallbackQuery: the text of an alert. */
  alertUnits: 200,
  /** sendPhoto: bytes, width and height together, and how much longer than wide. */
  photoBytes: 10_000_000,
  photoSum: 10_000,
  photoRatio: 20,
  /** sendDocument and sendVideo: 50 MB for uploads. */
  documentBytes: 50_000_000,
  videoBytes: 50_000_000,
  /** A static sticker: 512 pixels, 512 KB (core.telegram.org/stickers). */
  stickerBytes: 512_000,
  stickerSide: 512,
  /** sendMediaGroup and what people send: two to ten in one album. */
  album: 10,
  /** When Telegram says that a picture is too large after all, it is made so much smaller, at most so often. */
  shrinkBy: 3,
  shrinkTries: 5,
  /** BotCommand: words and descriptions; setMyDescription, setMyShortDescription. */
  commands: 100,
  commandChars: 32,
  commandDescriptionUnits: 256,
  descriptionUnits: 512,
  shortDescriptionUnits: 120,
  /** getFile: 20 MB. */
  fetchBytes: 20 * 1024 * 1024,
  /** As `incoming` in core/platform.ts takes them. */
  incomingText: 4_000,
  incomingArgument: TEXT.argumentChars,

  /** Messages in so many ms, edits included (bots/faq): over all; in a chat 1/s with short bursts, as a dialog is; in a group. */
  // Five below the 30 that Telegram names: the network moves calls together.
  allPace: { count: 25, perMs: 1_000 },
  chatPace: { count: 12, perMs: 12_000 },
  groupPace: { count: 20, perMs: 60_000 },
  /** An answer or a delivery waits this long for its slot, or for a 429 to pass; then the task waits instead. */
  patienceMs: 3_000,
  /** Chats whose pace is remembered; the oldest are forgotten. */
  pacedChats: 20_000,

  /** One call without a file: less than an inbox lease (INBOX.leaseMs), so that nobody answers a second time meanwhile. */
  callMs: 6_000,
  /** One call with pictures: 10 MB at 4 Mbit/s takes 20 s; with a video: 50 MB at 8 Mbit/s. */
  uploadMs: 25_000,
  videoMs: 55_000,
  /** A long poll; proxies in between drop silent connections after 60 s. */
  pollSeconds: 30,
  /** On top of it before a poll is taken for dead. */
  pollGraceMs: 10_000,
  /** Updates fetched at once (getUpdates). */
  pollBatch: 100,
  /** How soon to ask again while updates are not kept yet, such as the parts of an album. */
  pollAgainMs: 100,
  /** After a failed poll; doubles from the first to the second. */
  backOffMs: 500,
  backOffMaxMs: 30_000,
  /** Tries of the first calls at the start, so that one bad moment does not leave the bot out. */
  startTries: 4,
  /** The last call, which confirms what was kept. */
  goodbyeMs: 2_000,

  /** Parts of an album come as updates of their own, usually within 100 ms: how long to wait for another one, and in all. */
  albumQuietMs: 400,
  albumMs: 2_000,
  /** Albums that are remembered for late parts and repeats. */
  albumsKept: 1_000,
  /** An event waits no longer for the one before it of its person; well within INBOX.leaseMs. */
  turnMs: 3_000,
  /** Events that are handled at once in a process; others are kept by Telegram until there is room. */
  atOnce: 500,

  /** setWebhook: its own default, and the most bytes of an update that we read; real ones stay below 100 KB. */
  webhookConnections: 40,
  webhookBytes: 256 * 1024,
  /** Keeping one update; Telegram waits longer for its 200, and comes again otherwise. */
  webhookMs: 20_000,
  /** Messages that were replaced by others, remembered so that doing it twice leaves one. */
  replacedKept: 2_000,
} as const

/** Payments in Telegram Stars. Sources: the Bot API's reference of payments, core.telegram.org/bots/payments-stars. */
export const STARS = {
  /** createInvoiceLink: title and description; answerPreCheckoutQuery: the reason has no written limit. */
  titleUnits: 32,
  descriptionUnits: 255,
  reasonUnits: 200,
  /** createInvoiceLink with a period: a subscription costs no more. */
  monthlyMost: 10_000,
  /**
   * Telegram waits 10 s for the word on a pre-checkout query, from when it was sent: so long to find it, and so long for
   * each try to say it. The rest is for the way here.
   */
  checkMs: 3_500,
  answerMs: 1_700,
  answerTries: 2,
  /** Links that are remembered, so that a message which is edited keeps its own. */
  invoicesKept: 2_000,
  /** An update about money that the booth can make nothing of is brought so often; then it is left to the rounds. */
  tries: 5,
  /** How often the rounds are woken, and how often one is taken by whichever process is first. */
  wakeMs: 2_000,
  roundMs: 60_000,
  /** getStarTransactions: the most of one call. */
  page: 100,
  /** Read once more with every round: transactions may show a moment late. */
  overlapMs: 10 * 60_000,
  /** How long before the booth had booked a payment it may stand in Telegram's account, when it is looked for there. */
  searchMs: 3 * 24 * 3_600_000,
  /** Refunds and cancellations of one round, and when one that Telegram has refused is tried again. */
  batch: 20,
  againMs: 15 * 60_000,
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

/** The Slack bot (bots/slack). Sources: Slack's reference pages of Block Kit, the Web API and interactivity. */
export const SLACK = {
  /** Bodies of events and interactions: a view with 100 blocks and its state stays far below. */
  bodyBytes: 1024 * 1024,
  /** How far the clock of a signed request may be off, to either side. */
  signatureMs: 5 * 60_000,
  /** Slack waits 3 s for the acknowledgement; what is not kept by then is to be brought again. */
  ackMs: 2_700,
  /** One call of the Web API, and one upload of a picture's bytes. */
  callMs: 6_000,
  uploadMs: 25_000,
  /** Asking whether somebody is an admin: it stands before the acknowledgement. */
  adminMs: 1_200,
  /** Drawing a home page: reading, uploading its pictures, two calls. */
  homeMs: 30_000,
  /** An answer waits out pauses that Slack wants, up to this in all; `INBOX.answerMs` leaves a little more. */
  patienceMs: 12_000,
  /** Opening the socket until Slack says hello; afterwards it is opened anew after pauses that double. */
  connectMs: 15_000,
  reconnectMs: 250,
  reconnectMaxMs: 30_000,
  /** A response_url takes 5 uses within 30 minutes; a minute is left for the way. */
  replyMs: 29 * 60_000,
  /** Of a section's text, of the text for notifications, of a button's label and value, of a picture's description. */
  sectionChars: 3_000,
  fallbackChars: 3_000,
  buttonChars: 75,
  altChars: 2_000,
  /** Of a message, of the home page, of one row of buttons; five stand in a line on a desktop. */
  blocks: 50,
  homeBlocks: 100,
  buttonsInRow: 5,
  buttonsInBlock: 25,
  /** Rows of buttons in a message: text and pictures need the other blocks. */
  rows: 15,
  /** Pictures in a message, and on the home page, which is drawn anew with each opening. */
  pictures: 20,
  homePictures: 5,
  /** Options of a select and their text; of a modal's title. */
  options: 100,
  optionChars: 75,
  titleChars: 24,
  /** A file field takes 10 files of 10 MB each. */
  formFiles: 10,
  /** Slack takes files up to 1 GB; ours are never larger than what the vault holds. */
  pictureBytes: PHOTO.maxBytes,
  videoBytes: OUTPUT.videoBytes,
  /** An upload of a video: 100 MB at 16 Mbit/s. */
  videoMs: 55_000,
  /** A workspace that restricts uploads gets pictures with no longer side than this, in fewer and fewer bytes. */
  restrictedSide: 1_600,
  leastPictureBytes: 64 * 1024,
  /** A fresh file cannot be shown for a moment: waits before another try. */
  fileWaitsMs: [300, 700, 1_500],
  /** What the event of a file waits for the one of its message. */
  astrayMs: 1_000,
  /** When that was not enough, the whole message is tried again after this. */
  fileAgainMs: 3_000,
  /** Uploaded pictures that may be shown again, and for how long that is remembered. */
  knownFiles: 1_000,
  knownFilesMs: 15 * 60_000,
  /** Messages that are looked through for one of which nobody knows whether it came. */
  doubtMessages: 20,
  /** Direct channels and clients that are remembered. */
  knownChannels: 10_000,
  clients: 1_000,
  /** How long an installation is believed without looking at the database again. */
  installationMs: 60_000,
  /** From the button "Add to Slack" to the way back. */
  installMs: 10 * 60_000,
} as const

/** The Discord bot (bots/discord). Sources: Discord's developer documentation and its OpenAPI description. */
export const DISCORD = {
  /** An interaction's token: 15 minutes; half a minute is left for the way. */
  replyMs: 14.5 * 60_000,
  /** Follow-ups to one interaction where the app is installed for the person alone. */
  followUpsAlone: 5,
  /** Of all text displays of a message together, of a button's label and custom id, of a picture's description. */
  textChars: 4_000,
  labelChars: 80,
  customIdChars: 100,
  urlChars: 512,
  altChars: 1_024,
  /** Components of a message, nested ones included; buttons in a row; rows that leave room for words and pictures. */
  components: 40,
  buttonsInRow: 5,
  rows: 6,
  /** Pictures of a gallery, and files of a message. */
  pictures: 10,
  /** Files of one message when the interaction names no limit (10 MiB), and of one request with all of them (25 MiB). */
  pictureBytes: 10 * 1024 * 1024,
  requestBytes: 24 * 1024 * 1024,
  /** When Discord says that a picture is too large after all, it is halved this often. */
  shrinkTries: 6,
  /** Of a modal: title and labels; a select's options; files of a file upload. */
  titleChars: 45,
  labelTextChars: 45,
  options: 25,
  optionChars: 100,
  formFiles: 10,
  /** Commands: names, descriptions, choices that are completed. */
  nameChars: 32,
  descriptionChars: 100,
  choices: 25,

  /** The first sign of life is due within 3 s; a lost one is tried again within them. */
  deferMs: 2_600,
  deferTryMs: 1_200,
  deferAgainMs: 200,
  /** One call without a file: less than an inbox lease, so that nobody answers a second time meanwhile. */
  callMs: 8_000,
  uploadMs: 25_000,
  /**
   * A call waits this long for its turn; then the task waits instead. Longer than the 5 s in which a channel takes five
   * messages, so that ten photos sent at once are answered in one go.
   */
  patienceMs: 5_500,
  /** Calls of a bot over all (FIELD.md: 50 a second); answers to interactions do not count. */
  callsPerSecond: 50,
  /** Between two tries to keep an event while the database is away, and how many: Discord brings nothing again. */
  keepAgainMs: 1_500,
  keepTries: 20,
  /** discord.js keeps a queue for each interaction, for an hour by default; idle ones are cleared away this often. */
  queuesMs: 60_000,
  /** Interactions whose deferral is remembered until it is done. */
  deferralsKept: 10_000,
  /** Direct channels that are remembered. */
  knownChannels: 10_000,
  /** Between tries to come back to the gateway after its own tries have ended. */
  reconnectMs: 5_000,
  /** How often to look whether a shard has given up; and how long the goodbye may take. */
  watchMs: 15_000,
  goodbyeMs: 2_000,
} as const

/** What Discord sells by itself. */
export const SKUS = {
  /** How often everything that was bought is looked at, and after what an hour's look that failed is begun anew. */
  roundMs: 3_600_000,
  retryMs: 60_000,
  retryMaxMs: 20 * 60_000,
  /** What an event tells of is looked up this often, with longer and longer pauses; then the next round does it. */
  eventTries: 6,
  eventRetryMs: 2_000,
  /** After so many failures in a row it is not about one purchase: the look ends. */
  failuresInRow: 10,
  /** The longest pause that Discord may ask for within one look. */
  patienceMs: 60_000,
  /** Entitlements and subscriptions on a page: Discord's most. */
  page: 100,
  /** A renewal may come that much after its month is over, before it counts as late. */
  renewalGraceMs: 6 * 3_600_000,
  /** An entitlement that ends that much before its month is over was taken away. */
  earlyMs: 24 * 3_600_000,
  /** The old plan ends and the new one begins within that when somebody changes to a dearer one. */
  changeMs: 10 * 60_000,
  /** A month of what was given for nothing, and has no subscription. */
  monthMs: 30 * 24 * 3_600_000,
  /** What is over and done with is told anew once a day; so many are remembered until then. */
  doneMs: 24 * 3_600_000,
  doneKept: 100_000,
  /** Buyers whom core does not know yet, and who are waited for; how long it takes to know one who says something. */
  strangers: 10_000,
  greetMs: 3_000,
} as const

/** Payments. */
export const PAYMENTS = {
  /** How long a page or an invoice can be paid; a page of Stripe's lives between half an hour and a day. */
  openMs: 2 * 3_600_000,
  /** One that has been opened is shown again while it has at least this long to live. */
  againMs: 45 * 60_000,
  /** When the rail is first asked what became of it, should it not have said so itself. */
  firstCheckMs: 10 * 60_000,
  /** How long the way to pay may take to open, before the answer leaves without it. */
  openLimitMs: 8_000,
  /** How long a plan goes on while its rail tries to collect. */
  graceMs: 7 * 24 * 3_600_000,
  /** How long after the end of a paid month its rail is asked what became of it; the plan goes on until then. */
  renewalMs: 24 * 3_600_000,
  /** How often the rail is asked about money that a bank is still moving. */
  pendingMs: 24 * 3_600_000,
  /** Until when a ticket about a payment is to be answered; a bank wants to hear about a dispute within a week or so. */
  ticketMs: 7 * 24 * 3_600_000,
  /** How long what was never paid is remembered, for questions about it. */
  unpaidMs: 30 * 24 * 3_600_000,
  /** Entries of the ledger on a page, and payments. */
  entriesShown: 10,
  paymentsShown: 8,
  /** A message has no more rows of buttons on Discord. */
  receiptsShown: 3,
  /** Members whose use an admin is shown. */
  membersShown: 20,
  /** The largest budget that can be set for a member. */
  mostBudget: 1_000_000,
} as const

/** Codes for credits. */
export const CODES = {
  minChars: 4,
  maxChars: 32,
  /** Codes that were none, in an hour, of one person. */
  triesPerHour: 10,
  /** How often newcomers are looked for whose first picture is there, and how many at once. */
  invitesMs: 60_000,
  invitesBatch: 100,
} as const

/** Payments by card (bots/payments/stripe). Sources: Stripe's pages on webhooks, idempotent requests and Checkout. */
export const STRIPE = {
  /** One try of a call, of which the client makes two more where that is safe; and the call as a whole. */
  tryMs: 10_000,
  retries: 2,
  callMs: 25_000,
  /** Several calls: reading an object with what belongs to it; opening a page; setting everything up. */
  readMs: 60_000,
  syncMs: 5 * 60_000,
  /** The longest answer that is read: a page of 100 events with their objects. */
  answerBytes: 8 * 1024 * 1024,
  /** Prices and the portal's settings are remembered for so long. */
  namesMs: 5 * 60_000,

  /** An event holds its whole object: an invoice of many lines stays far below. */
  bodyBytes: 1024 * 1024,
  /** How far a signed time may be off, to either side: what Stripe's own libraries take. */
  ageMs: 300_000,
  /** Forged calls are written down once in this time, and counted meanwhile. */
  noteMs: 60_000,
  /** Keeping an event; Stripe waits some 10 s for its 200, and comes again for three days otherwise. */
  keepMs: 5_000,

  /** Events that a process handles at once, how often it looks for some, and for how long one is its own. */
  lanes: 4,
  pollMs: 5_000,
  leaseMs: 3 * 60_000,
  /** First wait before an event is looked at again; doubles each time, and after so long it is given up. */
  againMs: 5_000,
  againMaxMs: 6 * 3_600_000,
  giveUpMs: 3 * 24 * 3_600_000,
  /** A subscription that changes while it is told is read again, at most so often. */
  stillTries: 4,

  /** How often one process of the booth looks for what no event has told, and how much of each at once. */
  sweepMs: 60_000,
  batch: 25,
  /** When a payment is asked about that was begun, how long after its page has closed, and when the bank is at it. */
  openCheckMs: PAYMENTS.firstCheckMs,
  closedCheckMs: 2 * 60_000,
  pendingCheckMs: PAYMENTS.pendingMs,
  /** Afterwards nobody asks any more: no bank takes so long. */
  checkForMs: 30 * 24 * 3_600_000,
  /** A new month may take an hour to be collected; a late one is asked about so often. */
  monthCheckMs: PAYMENTS.renewalMs,
  lateCheckMs: 6 * 3_600_000,
  /** How often Stripe is asked what it announced where it calls too, how far before the last time, and how many pages of 100. */
  catchUpMs: 10 * 60_000,
  catchUpBackMs: 15 * 60_000,
  catchUpPages: 100,
  /** Between tries to give money back or to stop a subscription. */
  debtAgainMs: 15 * 60_000,
} as const
