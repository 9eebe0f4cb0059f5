export const styles = {
  headshot: { title: 'Headshot', about: 'you in front of a soft studio backdrop, fit for a profile' },
  noir: { title: 'Noir', about: 'black and white, deep shadows, film grain' },
  sketch: { title: 'Sketch', about: 'pencil on paper' },
  oil: { title: 'Oil', about: 'brush strokes on canvas' },
  cutout: { title: 'Cutout', about: 'only you, on a transparent background' },
  sticker: { title: 'Sticker', about: 'you with a white edge around, to send in chats' },
}
