import { type Stack, Validations } from 'aws-cdk-lib'
import { CachePolicy, CfnDistribution, CfnResponseHeadersPolicy, OriginRequestPolicy } from 'aws-cdk-lib/aws-cloudfront'
import type { Settings } from '../app-settings.ts'
import { consolePages, contentSecurityPolicy, type MediaOrigins } from '../pages.ts'
import { folderIndexFunction, viewerAddressFunction } from './edge-functions.ts'
import { apiHost } from './names.ts'
import type { Platform } from './platform.ts'
import { originAccess, publicDistribution, serveSite, siteBucket } from './site.ts'

interface DistributionProps extends Pick<Platform, 'shards' | 'apiIds' | 'socketApiId' | 'viewerAddressHeader'> {
  readonly mediaOrigins: MediaOrigins
}

const sitePaths = ['/docs', '/docs/*', '/openapi.json', ...consolePages, '/console/*']

/** One address before all APIs and the static pages: the first HTTP API answers what no path pattern names. */
export function apiDistribution(stack: Stack, settings: Settings, props: DistributionProps) {
  const { shards, apiIds, socketApiId, viewerAddressHeader, mediaOrigins } = props
  const [first, ...others] = shards
  if (!first) throw new Error('The catalogue has no endpoint')
  const apis = [...apiIds, ...(socketApiId === undefined ? [] : [['sockets', socketApiId] as const])]
  const bucket = siteBucket(stack)
  const toPages = pageBehaviour(stack, mediaOrigins)
  const toApi = apiBehaviour(viewerAddressFunction(stack, viewerAddressHeader).attrFunctionArn)
  const distribution = new CfnDistribution(stack, 'Distribution', {
    distributionConfig: {
      enabled: true,
      comment: `${settings.app} API`,
      httpVersion: 'http2and3',
      ipv6Enabled: true,
      origins: [
        ...apis.map(([id, apiId]) => ({
          id,
          domainName: apiHost(apiId),
          customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
        })),
        {
          id: 'site',
          domainName: bucket.bucketRegionalDomainName,
          originAccessControlId: originAccess(stack, 'SiteAccess').ref,
          s3OriginConfig: { originAccessIdentity: '' },
        },
      ],
      defaultCacheBehavior: toApi(first.name),
      cacheBehaviors: [
        ...sitePaths.map((pathPattern) => ({ pathPattern, ...toPages })),
        ...others.flatMap(({ name, segments }) =>
          segments.flatMap(patternsOf).map((pathPattern) => ({ pathPattern, ...toApi(name) })),
        ),
        ...(socketApiId === undefined ? [] : [{ pathPattern: '/ws', ...toApi('sockets') }]),
      ],
      ...certificate(settings),
      ...(settings.web_acl_arn !== undefined && { webAclId: settings.web_acl_arn }),
    },
  })
  serveSite(stack, bucket, distribution)
  Validations.of(distribution).acknowledge(
    ...publicDistribution,
    {
      id: 'AwsSolutions-CFR2',
      reason: 'web_acl_arn puts a web ACL before it; limits per user and address are in the functions.',
    },
    { id: 'AwsSolutions-CFR4', reason: 'The policy of a cloudfront.net name is fixed; with domain_name TLS 1.2 is the least.' },
  )
  return { distribution, siteBucket: bucket }
}

function certificate({ domain_name, certificate_arn }: Settings) {
  if (domain_name === undefined) return {}
  if (certificate_arn === undefined) throw new Error('domain_name needs certificate_arn, a certificate in us-east-1')
  return {
    aliases: [domain_name],
    viewerCertificate: {
      acmCertificateArn: certificate_arn,
      sslSupportMethod: 'sni-only',
      minimumProtocolVersion: 'TLSv1.2_2021',
    },
  }
}

// `/v1/me*` would take `/v1/media` as well.
function patternsOf(segment: string): string[] {
  const prefix = segment.startsWith('.') ? `/${segment}` : `/v1/${segment}`
  return [prefix, `${prefix}/*`]
}

function apiBehaviour(viewerAddressArn: string) {
  return (targetOriginId: string) => ({
    targetOriginId,
    viewerProtocolPolicy: 'redirect-to-https',
    allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
    // Answers depend on who asks; what may be cached is cached by clients.
    cachePolicyId: CachePolicy.CACHING_DISABLED.cachePolicyId,
    originRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
    functionAssociations: [{ eventType: 'viewer-request', functionArn: viewerAddressArn }],
  })
}

function pageBehaviour(stack: Stack, mediaOrigins: MediaOrigins) {
  const headers = new CfnResponseHeadersPolicy(stack, 'PageHeaders', {
    responseHeadersPolicyConfig: {
      name: `${stack.stackName}-pages`,
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(mediaOrigins), override: true },
        contentTypeOptions: { override: true },
        // No other page learns an address: mails link to pages with a token in it.
        referrerPolicy: { referrerPolicy: 'no-referrer', override: true },
        strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
      },
    },
  })
  return {
    targetOriginId: 'site',
    viewerProtocolPolicy: 'redirect-to-https',
    compress: true,
    cachePolicyId: CachePolicy.CACHING_OPTIMIZED.cachePolicyId,
    responseHeadersPolicyId: headers.ref,
    functionAssociations: [{ eventType: 'viewer-request', functionArn: folderIndexFunction(stack).attrFunctionArn }],
  }
}
