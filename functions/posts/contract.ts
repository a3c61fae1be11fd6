export * from './events.ts'
export { Post } from './schemas.ts'
