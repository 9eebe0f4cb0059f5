import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { BoothPage } from './booth.js'
import { Composer } from './composer.js'
import { Conversation } from './conversation.js'
import { DropZone } from './dropzone.js'
import { Strip } from './icons.js'
import { BoothMessage, type Doing } from './message.js'
import { type LocalPhoto, type Model, shownMessages } from './model.js'
import { choosePhotos, forgetPhoto, previewPhoto } from './photos.js'
import { texts } from './texts.js'
import { Viewer } from './viewer.js'

/** The whole page. */
export function App({ booth }: { booth: BoothPage }) {
  const [model, setModel] = useState(booth.model)
  useEffect(() => booth.subscribe(() => setModel(booth.model)), [booth])
  const [viewed, setViewed] = useState<string | null>(null)
  const tray = useTray(model)

  const doing: Doing = useMemo(
    () => ({
      say: text => booth.say(text, []),
      press: booth.press,
      open: setViewed,
      discard: booth.discard,
    }),
    [booth],
  )
  const images = shownMessages(model).flatMap(message => message.images)

  return (
    <div class="booth">
      <Header model={model} />
      {model.phase === 'opening' && <p class="opening">{texts.loading}</p>}
      {model.phase === 'blocked' && <p class="opening">{texts.needsCookies}</p>}
      {model.phase === 'erased' && <Farewell model={model} doing={doing} />}
      {model.phase === 'open' && (
        <>
          <Conversation model={model} older={booth.older} doing={doing} />
          <Composer
            about={model.about}
            photos={tray.photos}
            problems={tray.problems}
            add={tray.add}
            remove={tray.remove}
            send={text => {
              booth.say(text, tray.photos)
              tray.empty()
            }}
          />
          <DropZone most={model.about.limits.photos} add={tray.add} />
        </>
      )}
      <Announcer model={model} />
      {viewed !== null && <Viewer images={images} shown={viewed} show={setViewed} />}
    </div>
  )
}

function Header({ model }: { model: Model }) {
  return (
    <header>
      <Strip />
      <div>
        <h1>{texts.title}</h1>
        <p>{texts.tagline}</p>
      </div>
      {model.link === 'lost' && model.phase !== 'erased' && (
        <p class="lost" role="status">
          {texts.connectionLost}
        </p>
      )}
    </header>
  )
}

/** After an erasure: the booth's last words, and the way to begin anew. */
function Farewell({ model, doing }: { model: Model; doing: Doing }) {
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => again.current?.focus(), [])
  return (
    <main class="farewell">
      {model.farewell.length === 0 && <p>{texts.erased}</p>}
      {model.farewell.map(message => (
        <BoothMessage key={message.slot} message={{ ...message, buttons: [] }} commands={[]} doing={doing} />
      ))}
      <button ref={again} type="button" class="pill pill-primary" onClick={() => location.reload()}>
        {texts.startAnew}
      </button>
    </main>
  )
}

/** Tells a screen reader what only the eye would see: that a message has turned into pictures. */
function Announcer({ model }: { model: Model }) {
  const pictures = shownMessages(model).reduce((sum, message) => sum + message.images.length, 0)
  const before = useRef<number | null>(null)
  const [word, setWord] = useState('')
  useEffect(() => {
    if (model.phase !== 'open') return
    if (before.current !== null && pictures > before.current && !model.loadingOlder)
      setWord(texts.pictureReady)
    else setWord('')
    before.current = pictures
  }, [pictures, model.phase, model.loadingOlder])
  return (
    <p class="unseen" role="status">
      {word}
    </p>
  )
}

/** The photos that are chosen and not sent yet. */
function useTray(model: Model) {
  const [photos, setPhotos] = useState<LocalPhoto[]>([])
  const [problems, setProblems] = useState<string[]>([])
  const { limits } = model.about
  const count = photos.length
  const add = useCallback(
    (files: File[]) => {
      const chosen = choosePhotos(files, count, limits)
      setProblems(chosen.problems)
      setPhotos(now => [...now, ...chosen.taken.map(previewPhoto)])
    },
    [count, limits],
  )
  return {
    photos,
    problems,
    add,
    remove(photo: LocalPhoto) {
      forgetPhoto(photo)
      setProblems([])
      setPhotos(now => now.filter(one => one !== photo))
    },
    empty() {
      setProblems([])
      setPhotos([])
    },
  }
}
