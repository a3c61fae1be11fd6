import { createRequire } from 'node:module'
import { type App, Fn, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager'
import type * as Atlas from 'awscdk-resources-mongodbatlas'
import type { Settings } from '../app-settings.ts'

const database = 'atrium'

/** A cluster of MongoDB Atlas of the deployment's own. */
export interface AtlasStack {
  readonly stack: Stack
  /** With its password as a reference that is resolved at deployment. */
  readonly mongodbUri: string
}

/** Creates project, cluster and database user. The account needs the MongoDB::Atlas extensions and a profile with API keys. */
export function atlasStack(app: App, props: StackProps, settings: Settings, orgId: string): AtlasStack {
  const { CfnCluster, CfnDatabaseUser, CfnProject, CfnProjectIpAccessList } = constructs()
  const stack = new Stack(app, `${settings.app}-atlas`, { ...props, description: 'The MongoDB cluster' })
  const profile = settings.atlas_profile
  const password = databasePassword(stack, settings.app)
  const project = new CfnProject(stack, 'Project', { name: settings.app, orgId, profile })
  const cluster = new CfnCluster(stack, 'Cluster', {
    name: settings.app,
    projectId: project.attrId,
    profile,
    clusterType: 'REPLICASET',
    backupEnabled: true,
    pitEnabled: true,
    terminationProtectionEnabled: settings.retain_data,
    replicationSpecs: [{ numShards: 1, advancedRegionConfigs: [region(settings)] }],
  })
  const user = new CfnDatabaseUser(stack, 'User', {
    projectId: project.attrId,
    profile,
    databaseName: 'admin',
    username: database,
    password,
    roles: [
      { roleName: 'readWrite', databaseName: database },
      { roleName: 'dbAdmin', databaseName: database },
    ],
  })
  user.addResourceDependency(cluster)
  // Functions outside a VPC call from any address: TLS and the password are what keeps others out.
  new CfnProjectIpAccessList(stack, 'Access', {
    projectId: project.attrId,
    profile,
    accessList: [{ cidrBlock: settings.atlas_access, comment: 'Functions' }],
  })
  const host = Fn.select(1, Fn.split('://', cluster.getAtt('ConnectionStrings.StandardSrv').toString()))
  const shared = stack.exportValue(host, { name: `${settings.app}-cluster-host` })
  return { stack, mongodbUri: Fn.join('', [`mongodb+srv://${database}:${password}@`, shared, '/?retryWrites=true&w=majority']) }
}

// Loaded only where a cluster is wanted, because it takes as long as all the rest.
function constructs() {
  return createRequire(import.meta.url)('awscdk-resources-mongodbatlas') as typeof Atlas
}

function region({ atlas_region, atlas_tier }: Settings) {
  const { AdvancedRegionConfigProviderName } = constructs()
  return {
    providerName: AdvancedRegionConfigProviderName.AWS,
    regionName: atlas_region,
    priority: 7,
    electableSpecs: { instanceSize: atlas_tier, nodeCount: 3 },
    autoScaling: { diskGb: { enabled: true } },
  }
}

// A reference, so that the password stands in no template.
function databasePassword(stack: Stack, app: string): string {
  const name = `${app}-database-password`
  const secret = new CfnSecret(stack, 'Password', {
    name,
    description: 'Of the database user',
    generateSecretString: { passwordLength: 48, excludePunctuation: true },
  })
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'It stands in the connection string; docs/operations.md changes both.',
  })
  return `{{resolve:secretsmanager:${name}}}`
}
