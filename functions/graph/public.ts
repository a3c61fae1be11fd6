// What other domains may use of the graph, beside the contract.
export { hiddenUsers, withoutHidden } from './blocking.ts'
export { followedBy, followersOf, partFollowers } from './following.ts'
export { Follows } from './model.ts'
export { mutedBy, mutersOf } from './muting.ts'
export { loadSilence } from './silence.ts'
export { loadTies } from './ties.ts'
