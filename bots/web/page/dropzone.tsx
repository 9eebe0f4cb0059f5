import { useEffect, useRef, useState } from 'preact/hooks'
import { CameraIcon } from './icons.js'
import { texts } from './texts.js'

/** Photos dropped or pasted anywhere on the page; an overlay says so while they hover. */
export function DropZone(props: { most: number; add: (files: File[]) => void }) {
  const { most, add } = props
  const [over, setOver] = useState(false)
  const depth = useRef(0)

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const end = () => {
      depth.current = 0
      setOver(false)
    }
    const on = {
      dragenter(event: DragEvent) {
        if (!hasFiles(event)) return
        depth.current++
        setOver(true)
      },
      dragleave(event: DragEvent) {
        if (hasFiles(event) && --depth.current <= 0) end()
      },
      dragover(event: DragEvent) {
        if (hasFiles(event)) event.preventDefault()
      },
      drop(event: DragEvent) {
        if (!hasFiles(event)) return
        event.preventDefault()
        end()
        add([...(event.dataTransfer?.files ?? [])])
      },
      paste(event: ClipboardEvent) {
        const files = [...(event.clipboardData?.files ?? [])]
        if (files.length === 0) return
        event.preventDefault()
        add(files)
      },
    }
    for (const [name, listener] of Object.entries(on))
      document.addEventListener(name, listener as EventListener)
    return () => {
      for (const [name, listener] of Object.entries(on))
        document.removeEventListener(name, listener as EventListener)
    }
  }, [add])

  if (!over) return null
  return (
    <div class="drop" aria-hidden="true">
      <div class="drop-frame">
        <CameraIcon />
        <strong>{texts.dropHere}</strong>
        <span>{texts.dropHint(most)}</span>
      </div>
    </div>
  )
}
