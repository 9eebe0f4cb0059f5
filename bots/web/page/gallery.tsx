import { useState } from 'preact/hooks'
import type { PageImage } from '../wire.js'
import { DownloadIcon } from './icons.js'
import { texts } from './texts.js'
import { Video } from './video.js'

/** A message's pictures as prints: a press opens one in full size, each can be downloaded. */
export function Gallery(props: { images: PageImage[]; open: (id: string) => void }) {
  return (
    <ul class={`gallery gallery-${Math.min(props.images.length, 4)}`}>
      {props.images.map(image =>
        image.video ? (
          <Clip key={image.id} image={image} />
        ) : (
          <Print key={image.id} image={image} open={props.open} />
        ),
      )}
    </ul>
  )
}

function Print({ image, open }: { image: PageImage; open: (id: string) => void }) {
  const [state, setState] = useState<'loading' | 'there' | 'gone'>('loading')
  if (state === 'gone') return <Gone />
  return (
    <li class={`print print-${state}`}>
      <button
        type="button"
        class="print-open"
        aria-label={texts.open(image.alt)}
        onClick={() => open(image.id)}
      >
        <img
          src={image.url}
          alt={image.alt}
          width={image.width}
          height={image.height}
          loading="lazy"
          decoding="async"
          onLoad={() => setState('there')}
          onError={() => setState('gone')}
        />
      </button>
      <Download image={image} />
    </li>
  )
}

/** A clip plays where it is; the browser's own controls make it as large as the screen. */
function Clip({ image }: { image: PageImage }) {
  const [state, setState] = useState<'there' | 'gone' | 'silent'>('there')
  if (state === 'gone') return <Gone />
  return (
    <li class="print print-clip">
      {state === 'there' ? (
        <Video image={image} onTrouble={setState} />
      ) : (
        <p class="clip-silent">{texts.cannotPlay}</p>
      )}
      <Download image={image} />
    </li>
  )
}

function Gone() {
  return (
    <li class="print print-gone">
      <span>{texts.pictureGone}</span>
    </li>
  )
}

function Download({ image }: { image: PageImage }) {
  return (
    <a class="print-download" href={image.download} download aria-label={`${texts.download}: ${image.alt}`}>
      <DownloadIcon />
    </a>
  )
}
