/** The order of everything that is listed by time. */
export const newestFirst = { published_at: -1, _id: -1 } as const
