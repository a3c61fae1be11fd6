/** What becomes public at its author's word, or at a time that they name. */
export const publicationStatuses = ['draft', 'scheduled', 'published'] as const
export type PublicationStatus = (typeof publicationStatuses)[number]

/** What such a thing may become, from what. Scheduling again moves the time. */
export const transitions: Readonly<
  Record<'publish' | 'schedule' | 'unpublish', Readonly<Partial<Record<PublicationStatus, PublicationStatus>>>>
> = {
  publish: { draft: 'published', scheduled: 'published' },
  schedule: { draft: 'scheduled', scheduled: 'scheduled' },
  unpublish: { scheduled: 'draft', published: 'draft' },
}

/** Whether a thing may be published, scheduled or made a draft, as it is. */
export function may(act: keyof typeof transitions, { status }: { readonly status: PublicationStatus }): boolean {
  return transitions[act][status] !== undefined
}
