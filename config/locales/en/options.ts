/** The arguments of commands, one line each, as menus show them. */
export const options = {
  style: 'the style to make; leave it out to pick from all',
  text: 'your words',
  code: 'the code that your other account shows; leave it out to get one',
  photo: 'a photo of yourself; leave it out to use your last one',
}
