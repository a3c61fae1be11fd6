import type { KnipConfig } from 'knip'
import { entries, processes } from './infra/bundle.ts'

const config: KnipConfig = {
  entry: [
    // A Lambda's file is loaded by name: by the bundle, the local stack and AWS. So is a domain's model.
    ...entries().map(({ name }) => `functions/${name}.ts!`),
    ...processes.map((name) => `functions/${name}.ts!`),
    'functions/*/model.ts!',
    'infra/{app,boundaries,bundle,bundle-site,scaffold}.ts!',
    'infra/commands/*.ts!',
    // What each page of the console runs.
    'console/*.tsx!',
    // The bundle puts it in the place of a package.
    'infra/bundling/lazy-saslprep.cjs!',
    // Started as a process of its own, to be killed.
    'test/infra/local/s3-process.ts',
    'test/bench/{main,part,load-process,http-by-hand,parse-server}.ts',
    // Functions that the local stack loads by name.
    'test/infra/local/fixtures/**/*.ts',
  ],
  project: ['{functions,shared,infra}/**/*.ts!', 'console/**/*.{ts,tsx}!', 'test/**/*.ts'],
  // The driver's own, whose place the bundle gives to another file.
  ignoreDependencies: ['@mongodb-js/saslprep'],
  // The type of what an exported function takes or answers is exported with it.
  ignoreExportsUsedInFile: { interface: true, type: true },
}

export default config
