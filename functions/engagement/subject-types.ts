/** What can be done to which kinds of things. Another kind is one more word in every row that fits it. */
export const subjectTypes = {
  likes: ['articles', 'comments'],
  comments: ['articles'],
  shares: ['articles'],
  views: ['articles'],
  bookmarks: ['articles'],
} as const
