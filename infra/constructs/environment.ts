import { Fn, type Stack } from 'aws-cdk-lib'
import { type FunctionContract, subscribersOf } from '../../shared/contract/domain.ts'
import type { Settings } from '../app-settings.ts'
import { poolSizeOf } from './connections.ts'
import { findsVideoFrames, jobQueueArn, jobRoleArn } from './jobs.ts'
import { apiHost, queueUrlPrefix } from './names.ts'
import type { Platform } from './platform.ts'

// Lambda takes 4 KB of names and values together.
const maximumBytes = 4096

/** The variables that a function reads, from what its contract uses and emits. Throws where Lambda would refuse them for size. */
export function environmentOf(stack: Stack, contract: FunctionContract, platform: Platform): Record<string, string> {
  const { settings } = platform
  const uses = new Set(contract.uses)
  const variables = {
    FUNCTION_ID: contract.id,
    ATRIUM_SECRET_ID: platform.secretArn,
    EVENT_ROUTES: JSON.stringify(eventRoutes(contract, platform)),
    QUEUE_URL_PREFIX: queueUrlPrefix(settings.app),
    TOKEN_ISSUER: platform.publicUrl,
    PUBLIC_URL: platform.publicUrl,
    VIEWER_ADDRESS_HEADER: platform.viewerAddressHeader,
    MONGODB_MAX_POOL_SIZE: String(poolSizeOf(contract)),
    TRUSTED_ISSUERS: JSON.stringify(settings.trusted_issuers),
    POWERTOOLS_SERVICE_NAME: settings.app,
    POWERTOOLS_METRICS_NAMESPACE: settings.app,
    ...(uses.has('signing-key') && { SIGNING_KEYS_SECRET_ID: platform.signingKeysSecretArn }),
    ...(uses.has('push-key') && { PUSH_KEY_SECRET_ID: platform.pushKeySecretArn, PUSH_CONTACT: `mailto:${settings.mail_from}` }),
    ...(uses.has('mail') && { MAIL_FROM: settings.mail_from }),
    ...((uses.has('media') || uses.has('media-links')) && { MEDIA_BUCKET: platform.mediaBucketName, MEDIA_URL: platform.mediaUrl }),
    ...(uses.has('video-frames') && videoFrameVariables(stack, platform)),
    ...(uses.has('timelines') && timelineVariables(settings)),
    ...(uses.has('cache') && settings.redis_url !== undefined && { REDIS_URL: settings.redis_url }),
    ...(uses.has('sockets') && platform.socketApiId !== undefined && { SOCKET_URL: socketUrl(platform.socketApiId) }),
  }
  const size = sizeOf(stack, variables)
  if (size > maximumBytes) throw new Error(`The environment of ${contract.id} has ${size} bytes, Lambda takes ${maximumBytes}`)
  return variables
}

function videoFrameVariables(stack: Stack, { settings, domains, mediaBucketName }: Platform): Record<string, string> {
  if (!findsVideoFrames(settings, domains)) return { VIDEO_FRAMES: settings.video_frames }
  return {
    VIDEO_FRAMES: settings.video_frames,
    MEDIA_BUCKET: mediaBucketName,
    VIDEO_FRAMES_QUEUE: jobQueueArn(stack, settings.app, 'video-frames'),
    VIDEO_FRAMES_ROLE: jobRoleArn(stack, settings.app, 'video-frames'),
  }
}

function timelineVariables({ timeline_fanout_limit, timeline_idle_days, timeline_length }: Settings): Record<string, string> {
  return {
    TIMELINE_FANOUT_LIMIT: String(timeline_fanout_limit),
    TIMELINE_IDLE_DAYS: String(timeline_idle_days),
    TIMELINE_LENGTH: String(timeline_length),
  }
}

/** Which workers get each event of a function, in the order in which their queues are sent to. */
export function eventRoutes(contract: FunctionContract, { domains }: Pick<Platform, 'domains'>): Record<string, string[]> {
  return Object.fromEntries((contract.emits ?? []).map(({ type }) => [type, subscribersOf(domains, type)]))
}

function socketUrl(apiId: string): string {
  return Fn.join('', ['https://', apiHost(apiId), '/ws'])
}

// A value that CloudFormation fills in counts with its expression, which is longer than what it becomes.
function sizeOf(stack: Stack, variables: Record<string, string>): number {
  return Buffer.byteLength(JSON.stringify(stack.resolve(variables)))
}
