/**
 * Stands in for the package of the same name in the functions: that one unpacks its tables when it is loaded, which takes
 * 8 ms, and only a connection with a password needs them.
 */
exports.saslprep = (...input) => require('../node_modules/@mongodb-js/saslprep/dist/node.js').saslprep(...input)
