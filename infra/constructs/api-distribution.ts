import type { Stack } from 'aws-cdk-lib'
import { CachePolicy, CfnDistribution, OriginRequestPolicy } from 'aws-cdk-lib/aws-cloudfront'
import type { Settings } from '../app-settings.ts'
import { apiHost } from './names.ts'
import type { Platform } from './platform.ts'

type Apis = Pick<Platform, 'shards' | 'apiIds' | 'socketApiId'>

/** One address before all APIs: the first HTTP API answers what no path pattern names. */
export function apiDistribution(stack: Stack, settings: Settings, { shards, apiIds, socketApiId }: Apis): CfnDistribution {
  const [first, ...others] = shards
  if (!first) throw new Error('The catalogue has no endpoint')
  const apis = [...apiIds, ...(socketApiId === undefined ? [] : [['sockets', socketApiId] as const])]
  return new CfnDistribution(stack, 'Distribution', {
    distributionConfig: {
      enabled: true,
      comment: `${settings.app} API`,
      httpVersion: 'http2and3',
      ipv6Enabled: true,
      origins: apis.map(([id, apiId]) => ({
        id,
        domainName: apiHost(apiId),
        customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
      })),
      defaultCacheBehavior: toApi(first.name),
      cacheBehaviors: [
        ...others.flatMap(({ name, segments }) => segments.flatMap(patternsOf).map((pathPattern) => ({ pathPattern, ...toApi(name) }))),
        ...(socketApiId === undefined ? [] : [{ pathPattern: '/ws', ...toApi('sockets') }]),
      ],
      ...(settings.domain_name !== undefined && {
        aliases: [settings.domain_name],
        viewerCertificate: {
          acmCertificateArn: settings.certificate_arn,
          sslSupportMethod: 'sni-only',
          minimumProtocolVersion: 'TLSv1.2_2021',
        },
      }),
      ...(settings.web_acl_arn !== undefined && { webAclId: settings.web_acl_arn }),
    },
  })
}

// `/v1/me*` would take `/v1/media` as well.
function patternsOf(segment: string): string[] {
  const prefix = segment.startsWith('.') ? `/${segment}` : `/v1/${segment}`
  return [prefix, `${prefix}/*`]
}

function toApi(targetOriginId: string) {
  return {
    targetOriginId,
    viewerProtocolPolicy: 'redirect-to-https',
    allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
    // Answers depend on who asks; what may be cached is cached by clients.
    cachePolicyId: CachePolicy.CACHING_DISABLED.cachePolicyId,
    originRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
  }
}
