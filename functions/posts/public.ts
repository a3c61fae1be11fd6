// What other domains may use of posts, beside the contract.
export { type PostDocument, Posts, Reposts } from './model.ts'
export { postSubject } from './post-subject.ts'
export { presentPosts } from './present.ts'
export { newestFirst } from './published.ts'
export { loadSight } from './sight.ts'
export { postsById, visiblePosts, visibleTo } from './visibility.ts'
