import { useEffect, useRef } from 'preact/hooks'
import type { PageImage } from '../wire.js'
import { BackIcon, CloseIcon, DownloadIcon, NextIcon } from './icons.js'
import { texts } from './texts.js'
import { Video } from './video.js'

/** How far a finger must move sideways to turn the page, in pixels. */
const SWIPE = 50

/** One picture in full size. Arrows and swipes go through all pictures of the conversation, Escape closes. */
export function Viewer(props: { images: PageImage[]; shown: string; show: (id: string | null) => void }) {
  const { images, shown, show } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const touch = useRef<number | null>(null)
  const index = images.findIndex(image => image.id === shown)
  const image = images[index]

  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  useEffect(() => {
    // The picture was deleted while it was open.
    if (!image) show(null)
  }, [image, show])
  if (!image) return null

  const turn = (by: number) => {
    const other = images[index + by]
    if (other) show(other.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // There the arrows go through the clip.
    if (event.target instanceof HTMLVideoElement) return
    if (event.key === 'ArrowLeft') turn(-1)
    else if (event.key === 'ArrowRight') turn(1)
    else return
    event.preventDefault()
  }
  const onTouchEnd = (event: TouchEvent) => {
    const moved = (event.changedTouches[0]?.clientX ?? 0) - (touch.current ?? 0)
    if (touch.current !== null && Math.abs(moved) > SWIPE) turn(moved < 0 ? 1 : -1)
    touch.current = null
  }

  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={texts.viewer}
      onClose={() => show(null)}
      onKeyDown={onKeyDown}
      onClick={event => event.target === event.currentTarget && dialog.current?.close()}
      onTouchStart={event => {
        touch.current = event.touches.length === 1 ? (event.touches[0]?.clientX ?? null) : null
      }}
      onTouchEnd={onTouchEnd}
    >
      {image.video ? (
        <Video key={image.id} image={image} autoplay />
      ) : (
        <img key={image.id} src={image.url} alt={image.alt} width={image.width} height={image.height} />
      )}
      <div class="viewer-bar">
        <p aria-live="polite">{image.alt}</p>
        {images.length > 1 && <span class="viewer-place">{texts.place(index + 1, images.length)}</span>}
        <a class="round" href={image.download} download aria-label={texts.download}>
          <DownloadIcon />
        </a>
        <button
          type="button"
          class="round"
          aria-label={texts.closeViewer}
          onClick={() => dialog.current?.close()}
        >
          <CloseIcon />
        </button>
      </div>
      {images.length > 1 && (
        <>
          <button
            type="button"
            class="round viewer-back"
            aria-label={texts.previous}
            disabled={index === 0}
            onClick={() => turn(-1)}
          >
            <BackIcon />
          </button>
          <button
            type="button"
            class="round viewer-next"
            aria-label={texts.next}
            disabled={index === images.length - 1}
            onClick={() => turn(1)}
          >
            <NextIcon />
          </button>
        </>
      )}
    </dialog>
  )
}
