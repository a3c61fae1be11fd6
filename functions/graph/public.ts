// What other domains may use of the graph, beside the contract.
export { hiddenUsers } from './blocking.ts'
export { Follows } from './model.ts'
