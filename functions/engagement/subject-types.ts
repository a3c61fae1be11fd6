/** What can be done to which kinds of things. Another kind is one more word in every row that fits it. */
export const subjectTypes = {
  likes: ['articles', 'posts', 'comments'],
  comments: ['articles', 'posts'],
  shares: ['articles', 'posts'],
  views: ['articles', 'posts'],
  bookmarks: ['articles', 'posts'],
} as const
