/** The sentences of the web chat's own page and server; what the booth says stands in the locale beside this folder. */
export const web = {
  title: 'Pixbooth',
  tagline: 'A photo booth that lives in chat',
  needsScript: 'The photo booth needs JavaScript: please switch it on and load this page again.',

  needsCookies:
    'The photo booth knows you by a cookie: please allow cookies for this site and load it again.',

  // The server's refusals, one sentence each.
  notFound: 'There is nothing here.',
  badRequest: 'The booth could not read that, so nothing was done.',
  bodyTooLarge: 'That is more than the booth can take at once.',
  ourFault: 'Something went wrong on our side; please try again in a moment.',
  foreign: 'Only the booth’s own page may send messages.',
  slowDown: 'That was a lot at once; please wait a moment.',
  crowded: 'Too many new visitors come from your network right now; please try again in an hour.',
  tooManyPages: 'The booth is open in too many tabs; please close one.',
  needsConsent: 'Before a photo can be used, please agree with the buttons in the chat.',
  photoTooLarge: (megabytes: number) =>
    `A photo may have at most ${megabytes} MB; please send a smaller one.`,
  tooManyPhotos: (most: number) => `Please send at most ${most} photos at once.`,
  uploadBroken: 'The upload broke off; please send the photo again.',
  textTooLong: (most: number) => `A message may have at most ${most} characters.`,

  // The page.
  chat: 'Conversation with the photo booth',
  loading: 'Opening the booth …',
  older: 'Show earlier messages',
  loadingOlder: 'Loading earlier messages …',
  beginning: 'This is where your conversation begins.',
  you: 'You',
  booth: 'Booth',
  today: 'Today',
  yesterday: 'Yesterday',
  write: 'Write, or / for commands',
  send: 'Send',
  attach: 'Add photos',
  dropHere: 'Drop your photos here',
  dropHint: (most: number) => `Up to ${most} at once: JPEG, PNG, WebP, AVIF or HEIC`,
  removePhoto: (name: string) => `Remove ${name}`,
  chosenPhotos: 'Photos to send',
  photo: 'Photo',
  photos: (count: number) => (count === 1 ? '1 photo' : `${count} photos`),
  notAPhoto: (name: string) => `“${name}” is no photo, so it was left out.`,
  ownPhoto: (name: string) => `Your photo ${name}`,
  commands: 'Commands',
  takesPhoto: 'with a photo',
  sending: 'Sending …',
  uploading: (percent: number) => `Uploading, ${percent} %`,
  waiting: 'Not sent yet: will be sent when the connection is back',
  waitingForConsent: 'Stays on your device until you agree',
  discard: 'Do not send',
  refused: 'Not sent',
  working: 'Working',
  percent: (done: number) => `${Math.round(done * 100)} %`,
  connecting: 'Connecting …',
  connectionLost: 'Connection lost – reconnecting …',
  online: 'Open',
  newBelow: 'New messages below',
  pictureAbove: 'A picture is ready further up',
  pictureReady: 'Your picture is ready.',
  open: (alt: string) => `Open full size: ${alt}`,
  viewer: 'Picture in full size',
  closeViewer: 'Close',
  previous: 'Previous picture',
  next: 'Next picture',
  download: 'Download',
  place: (index: number, count: number) => `${index} of ${count}`,
  exportOver:
    'The time of this link is over, and the copy of your data behind it is deleted; /export makes a new one.',
  pictureGone: 'This picture is no longer there.',
  cannotPlay: 'Your browser cannot play this clip, but you can download it.',
  erased: 'This conversation was erased.',
  startAnew: 'Start a new conversation',
  footnote: 'Pixbooth is an AI system. Your original photo is forgotten as soon as it was looked at.',
} as const

/** The same sentences in any language: plain ones, and those that numbers or names go into. */
export type WebWords = {
  readonly [Key in keyof typeof web]: (typeof web)[Key] extends string ? string : (typeof web)[Key]
}
