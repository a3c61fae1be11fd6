/**
 * What a function may reach beyond the database and the queues of its events.
 * Environment and IAM policy of its Lambda follow from it.
 */
export type Resource =
  /** Sending mail through SES. */
  | 'mail'
  /** Signing access tokens. */
  | 'signing-key'
  /** The key pair by which push services know this service. */
  | 'push-key'
  /** Presigning and reading uploads, moving and deleting served media. */
  | 'media'
  /** Naming the addresses of served media, and signing links to private ones. */
  | 'media-links'
  /** Decoding pictures, with machine code that only its functions carry. */
  | 'picture-decoder'
  /** Asking for frames of stored videos, where the deployment has somebody to ask. */
  | 'video-frames'
  /** The shared cache, Redis where it is configured. */
  | 'cache'
  /** Sending frames to open sockets, closing them. */
  | 'sockets'
  /** Reading how much waits in the queues of all workers, and in their dead-letter queues. */
  | 'queue-depths'
  /** Putting what is in dead-letter queues back where it came from. */
  | 'redrive'
  /** Up to how many followers posts are written to home timelines, and how much of those is kept for how long. */
  | 'timelines'
