import type { MediaDocument, MediaFile } from './model.ts'

/** A file to be served, as bytes or as a local file. */
export interface Output extends MediaFile {
  readonly content: Uint8Array | { readonly path: string }
}

/** What processing makes of an upload. */
export interface Processed
  extends Pick<MediaDocument, 'width' | 'height' | 'duration' | 'blurhash' | 'dominant_color' | 'thumbnail_source'> {
  /** Where it differs from what the content type says: a moving picture of a format that mostly holds still ones. */
  readonly type: MediaDocument['type']
  readonly outputs: readonly Output[]
}
