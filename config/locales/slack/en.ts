/** The sentences of Slack's own forms and pages; what the booth says stands in the locale beside this folder. */
export const slack = {
  name: 'Pixbooth',
  working: 'Working…',
  clipInDirect: 'The clip is in your direct messages with Pixbooth: nobody else sees it there.',
  fileInDirect: 'The file is in your direct messages with Pixbooth: nobody else sees it there.',
  formPhotoHint: 'Up to ten, 10 MB each: JPEG, PNG, WebP, AVIF or HEIC.',
  formSend: 'Send',
  formCancel: 'Cancel',
  formNoPhoto: 'Please choose a photo: JPEG, PNG, WebP, AVIF or HEIC.',
  /** Buttons under the help card and on the home page, by the command that they stand for. */
  shortcuts: { styles: 'Styles', status: 'Status', history: 'My pictures', privacy: 'Privacy' },

  // The pages of the installation.
  installedTitle: 'Pixbooth is installed',
  installed: (team: string) =>
    `Pixbooth now works in ${team}. Open Slack, look for Pixbooth under Apps, and write /pixbooth in any channel. You can close this page.`,
  yourWorkspace: 'your workspace',
  failedTitle: 'Pixbooth was not installed',
  denied: 'You declined, so nothing was installed. To install it after all, start again.',
  stale: 'This link is too old, was used before, or was opened in another browser. Please start again.',
  refused: 'Slack did not accept the installation. Please start again.',
  again: 'Start again',
} as const

/** The same sentences in any language. */
export type SlackWords = {
  readonly [Key in keyof typeof slack]: (typeof slack)[Key] extends string
    ? string
    : (typeof slack)[Key] extends (team: string) => string
      ? (team: string) => string
      : { readonly [Inner in keyof (typeof slack)[Key]]: string }
}
