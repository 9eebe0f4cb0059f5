/** Drawings of the page, in the colour of the text around them. They say nothing; the labels beside them do. */

function drawing(path: string) {
  return () => (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  )
}

export const CameraIcon = drawing(
  'M4 8.5A1.5 1.5 0 0 1 5.5 7h2l1.4-2.2h6.2L16.5 7h2A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM15.5 12.8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z',
)
export const SendIcon = drawing('M12 19V5M5.5 11.5 12 5l6.5 6.5')
export const CloseIcon = drawing('M6 6l12 12M18 6 6 18')
export const DownloadIcon = drawing('M12 4v11M7 10.5l5 5 5-5M5 20h14')
export const BackIcon = drawing('M14.5 5.5 8 12l6.5 6.5')
export const NextIcon = drawing('M9.5 5.5 16 12l-6.5 6.5')
export const DownIcon = drawing('M12 5v14M5.5 12.5 12 19l6.5-6.5')
export const UpIcon = drawing('M12 19V5M5.5 11.5 12 5l6.5 6.5')
export const PhotoIcon = drawing(
  'M5 5h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM4 16l4.5-4.5 4 4 3-3L20 17M15.5 9.5h.01',
)

/** The booth's sign: a strip of two pictures, one of them smiling. */
export function Strip() {
  return (
    <svg class="strip" viewBox="0 0 32 44" aria-hidden="true" focusable="false">
      <rect class="strip-paper" x="3" y="2" width="26" height="40" rx="3" />
      <rect class="strip-frame" x="7" y="6" width="18" height="15" rx="2" />
      <rect class="strip-frame strip-second" x="7" y="23" width="18" height="15" rx="2" />
      <path class="strip-face" d="M13 11.5v1.5M19 11.5v1.5M12 15.5c2 2.5 6 2.5 8 0" />
      <path class="strip-face" d="M12.2 29.5h2M18 28.6v1.5M12.5 33.5c2.2 1.6 4.8 1.6 7 0" />
    </svg>
  )
}
