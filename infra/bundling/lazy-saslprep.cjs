/**
 * Stands in for the package of the same name in the functions: that one unpacks its tables when it is loaded, which takes
 * 8 ms, and only a connection with a password needs them.
 */
Object.defineProperty(exports, 'saslprep', { get: () => load().saslprep })

function load() {
  /** @type {{ saslprep: (password: string) => string }} */
  // oxlint-disable-next-line typescript/no-unsafe-call -- no types reach a CommonJS file
  const library = require('../../node_modules/@mongodb-js/saslprep/dist/node.js')
  return library
}
