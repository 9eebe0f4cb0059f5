/** A HEIC picture whose header was read. Sizes are upright: libheif applies the file's own rotation. */
export interface HeicPicture {
  width: number
  height: number
  /** Decodes the first picture to RGBA. sharp cannot: its libheif has no HEVC decoder. */
  pixels(): Promise<Uint8ClampedArray>
  /** Frees the memory inside libheif; call it once. */
  close(): void
}

/** Reads the header only, so that the size can be judged before anything is decoded. Throws on broken files. */
export async function openHeic(bytes: Uint8Array): Promise<HeicPicture> {
  const { default: decode } = await import('heic-decode') // 1.5 MB of WASM that most photos do not need
  const pictures = await decode.all({ buffer: bytes })
  const first = pictures[0]
  if (!first) throw new Error('no picture in the file')
  return {
    width: first.width,
    height: first.height,
    pixels: async () => (await first.decode()).data,
    close: () => pictures.dispose(),
  }
}
