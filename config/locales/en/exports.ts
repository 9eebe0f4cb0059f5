/** /export: everything about a person as one archive. */
export const exports = {
  building: '**Your data** – I am putting it together…',
  ready: '**Your data is ready** ({{size}}): everything that the booth has about you, with your pictures.',
  linkButton: 'Download my data',
  linkNote: 'The link works until {{until}} UTC, for you alone: please do not pass it on.',
  alt: 'Your data',
  tooLarge:
    'The archive ({{size}}) is too large to be sent here. You can get it in the web chat: /link connects that with this one, and /export works there.',
  failed: '**Your data** could not be put together, which is my fault and not yours. Please try again.',
  expired: 'This copy of your data has been deleted, as promised. /export makes a new one.',
  againButton: 'Put it together again',
  elsewhere: 'Your data is ready. Only you get to see it: press the button.',
  readme:
    'This is everything that the booth has about you.\n\n' +
    'data.json    what is stored: accounts, consents, photos and pictures with their words and seeds, credits,\n' +
    '             reports, messages\n' +
    'schema.json  describes data.json, as a JSON Schema\n' +
    'images/      your pictures and clips, as they were made\n' +
    'references/  the crops of your photos that are kept, if there are any; wholes/ and originals/ likewise\n\n' +
    'Your pictures belong to you. /privacy says what is kept, why and for how long.\n',
}
