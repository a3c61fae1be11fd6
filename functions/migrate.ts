import type { CdkCustomResourceEvent, CdkCustomResourceResponse } from 'aws-lambda'
import { MongoClient } from 'mongodb'
import { ensureSigningKeys } from '../shared/auth/signing-keys.ts'
import { ensurePushKey } from '../shared/push/push-key.ts'
import { applicationSecret } from '../shared/runtime/application-secret.ts'
import { databaseName } from '../shared/store/client.ts'
import { type MigrationReport, migrateCollections } from '../shared/store/migrate.ts'
import { loadCollections } from './models.ts'

/** Brings the database at this address to what the models declare. */
export async function migrate(mongodbUri: string): Promise<MigrationReport> {
  const client = new MongoClient(mongodbUri, { appName: 'atrium-migrate', maxPoolSize: 4 })
  try {
    return await migrateCollections(client.db(databaseName()), await loadCollections())
  } finally {
    await client.close()
  }
}

/** Migrates on every deployment, as a custom resource, and makes the first keys. A deletion keeps all data. */
export async function handler(event: CdkCustomResourceEvent): Promise<CdkCustomResourceResponse> {
  if (event.RequestType === 'Delete') return { PhysicalResourceId: event.PhysicalResourceId }
  const { mongodb_uri } = await applicationSecret()
  const report = await migrate(mongodb_uri)
  await ensureSigningKeys(new Date())
  await ensurePushKey()
  return { PhysicalResourceId: 'migration', Data: { created: report.created.length, indexes: report.indexes_created.length } }
}
