/** A file that came with a call. */
export interface Upload {
  upload: true
  bytes: Buffer
  name: string
}

export function isUpload(value: unknown): value is Upload {
  return typeof value === 'object' && value !== null && (value as Upload).upload === true
}
