import type { PageImage } from '../wire.js'

/** A clip with the browser's own controls. `onTrouble` tells whether it was deleted, or cannot be played here. */
export function Video(props: {
  image: PageImage
  autoplay?: boolean
  onTrouble?: (what: 'gone' | 'silent') => void
}) {
  const { image, autoplay = false, onTrouble } = props
  const ask = () => {
    fetch(image.url, { method: 'HEAD' })
      .then(({ status }) => onTrouble?.(status === 404 ? 'gone' : 'silent'))
      .catch(() => onTrouble?.('silent'))
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody speaks in a clip
    <video
      // Some phones show nothing before one plays, unless they are sent to a moment of it.
      src={`${image.url}#t=0.001`}
      aria-label={image.alt}
      width={image.width}
      height={image.height}
      preload="metadata"
      controls
      playsInline
      autoplay={autoplay}
      onError={ask}
    />
  )
}
