import type { Domain } from '../../shared/contract/domain.ts'
import type { Settings } from '../app-settings.ts'
import type { Shard } from './shards.ts'

/** What the functions of every domain stand on: values that the shared stacks made. */
export interface Platform {
  readonly settings: Settings
  readonly domains: readonly Domain[]
  /** The folder of built functions, or nothing where no code is wanted. */
  readonly codeDirectory: string | undefined
  /** The same for functions that decode pictures, with the machine code for it. */
  readonly nativeCodeDirectory: string | undefined
  readonly secretArn: string
  readonly signingKeysSecretArn: string
  readonly pushKeySecretArn: string
  readonly keyArn: string
  readonly mediaBucketName: string
  readonly mediaUrl: string
  readonly publicUrl: string
  /** The header in which the distribution says who calls. */
  readonly viewerAddressHeader: string
  readonly shards: readonly Shard[]
  /** Of each shard, by its name. */
  readonly apiIds: ReadonlyMap<Shard['name'], string>
  /** Of the WebSocket API, where a domain has sockets. */
  readonly socketApiId: string | undefined
}
