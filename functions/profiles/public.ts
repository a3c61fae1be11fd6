// What other domains may use of profiles, beside the contract.
export { endContacts, isContact } from './contact-list.ts'
export { mentionsOf } from './mentions.ts'
export { newUser, type UserDocument, Users } from './model.ts'
export { claimName, findByName, indexNames } from './names.ts'
export { presentMe, summarize } from './present.ts'
export { ownAccount, visibleUsers } from './visibility.ts'
