/** A grey square of 320 pixels as PNG: takes the place of a deleted picture whose message can no longer be deleted. */
export const EMPTY_PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAUAAAAFAAQMAAAD3XjfpAAAAA1BMVEXd3d3u346CAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAI0lEQVRo3u3BAQ0AAADCoPdPbQ8HFAAAAAAAAAAAAAAAAPwaM0AAAbnbMWAAAAAASUVORK5CYII=',
  'base64',
)
