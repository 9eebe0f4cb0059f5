import { useState } from 'preact/hooks'
import type { PageImage } from '../wire.js'
import { DownloadIcon } from './icons.js'
import { texts } from './texts.js'

/** A message's pictures as prints: a press opens one in full size, each can be downloaded. */
export function Gallery(props: { images: PageImage[]; open: (id: string) => void }) {
  return (
    <ul class={`gallery gallery-${Math.min(props.images.length, 4)}`}>
      {props.images.map(image => (
        <Print key={image.id} image={image} open={props.open} />
      ))}
    </ul>
  )
}

function Print({ image, open }: { image: PageImage; open: (id: string) => void }) {
  const [state, setState] = useState<'loading' | 'there' | 'gone'>('loading')
  if (state === 'gone') {
    return (
      <li class="print print-gone">
        <span>{texts.pictureGone}</span>
      </li>
    )
  }
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
      <a class="print-download" href={image.download} download aria-label={`${texts.download}: ${image.alt}`}>
        <DownloadIcon />
      </a>
    </li>
  )
}
