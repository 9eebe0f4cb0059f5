/** One line a command, as menus and /help show it. */
export const commands = {
  start: 'begin here: what this is, and your consent',
  help: 'all commands',
  guide: 'how to take a photo that works well',
  styles: 'what there is to pick from',
  portrait: 'make a portrait from a photo, or from your last one',
  cutout: 'cut yourself out of a photo, on a transparent background',
  status: 'what is waiting and running, and your credits',
  cancel: 'stop what is waiting or running',
  history: 'your newest portraits',
  delete: 'delete a portrait, your selfie, or everything',
  privacy: 'what is kept, where, why and for how long',
  report: 'report a picture to the operators',
  feedback: 'tell the operators what you think',
}
