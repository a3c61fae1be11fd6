import * as z from 'zod'
import type { Cloud } from './template.ts'

const policy = {
  ResponseHeadersPolicyConfig: z.object({
    SecurityHeadersConfig: z.object({
      ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.string() }),
      ReferrerPolicy: z.object({ ReferrerPolicy: z.string() }),
    }),
  }),
}

/** The headers of static pages, as the templates have the distribution send them. This machine has no TLS to insist on. */
export function pageHeaders(cloud: Cloud, localise: (text: string) => string): Record<string, string> {
  const [headers, ...others] = cloud.ofType('AWS::CloudFront::ResponseHeadersPolicy')
  if (!headers || others.length > 0) throw new Error('The templates have no policy of headers, or several')
  const { ContentSecurityPolicy, ReferrerPolicy } = headers.read(policy).ResponseHeadersPolicyConfig.SecurityHeadersConfig
  return {
    'Content-Security-Policy': localise(ContentSecurityPolicy.ContentSecurityPolicy),
    'Referrer-Policy': ReferrerPolicy.ReferrerPolicy,
    'X-Content-Type-Options': 'nosniff',
  }
}
