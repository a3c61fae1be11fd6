// What other domains may use of the graph, beside the contract.
export { hiddenUsers, withoutHidden } from './blocking.ts'
export { Follows } from './model.ts'
