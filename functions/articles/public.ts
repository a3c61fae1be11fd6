// What other domains may use of articles, beside the contract.
export { articleSubject } from './article-subject.ts'
export { Articles, Categories, Tags } from './model.ts'
