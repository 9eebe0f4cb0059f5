/** The arguments of commands, one line each, as menus show them. */
export const options = {
  style: 'the style to make; leave it out to pick from all',
  prompt: 'your words for the picture',
  name: 'the name of a character of yours; leave it out to see them all',
  description: 'the first time what they look like, later a scene',
  seed: 'a number that was shown to you; leave it out for a new variation',
  text: 'your words',
  code: 'the code that your other account shows; leave it out to get one',
  off: 'off, to go on',
  what: 'name, born or language',
  value: 'what is right; leave it out to take it out',
  plan: 'the plan; leave it out to see them all',
  promo: 'the code for credits',
  budget: 'for admins: what each member may spend in a month, or off',
  photo: 'a photo of yourself; leave it out to use your last one',
}
