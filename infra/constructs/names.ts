import { Aws, Fn, type Stack } from 'aws-cdk-lib'

// Names are fixed by the catalogue, so that a stack can point at another's resources without exports that would lock both.

/** `publish-article` as a logical id: `PublishArticle`. */
export function logicalId(id: string): string {
  return id.replace(/(?:^|[-._])(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')
}

export function functionName(app: string, id: string): string {
  return `${app}-${id}`
}

export function queueName(app: string, workerId: string): string {
  return `${app}-${workerId}`
}

export function deadLetterQueueName(app: string, workerId: string): string {
  return `${app}-${workerId}-dead`
}

export function queueArn(stack: Stack, name: string): string {
  return stack.formatArn({ service: 'sqs', resource: name })
}

/** What a worker's id is appended to for the URL of its queue. */
export function queueUrlPrefix(app: string): string {
  return Fn.join('', ['https://sqs.', Aws.REGION, '.', Aws.URL_SUFFIX, '/', Aws.ACCOUNT_ID, `/${app}-`])
}

/** The host of an API Gateway API. */
export function apiHost(apiId: string): string {
  return Fn.join('', [apiId, '.execute-api.', Aws.REGION, '.', Aws.URL_SUFFIX])
}

export function alarmTopicName(app: string): string {
  return `${app}-alarms`
}

export function alarmTopicArn(stack: Stack, app: string): string {
  return stack.formatArn({ service: 'sns', resource: alarmTopicName(app) })
}

/** What the shared stacks give to others. */
export type Shared =
  | 'key-arn'
  | 'key-id'
  | 'media-bucket'
  | 'media-host'
  | 'media-store-host'
  | 'public-host'
  | 'push-key'
  | 'secret'
  | 'signing-keys'
  | 'site-bucket'
  | 'socket-api'
  | `api${number}`

/** The name under which a shared stack exports what others import. */
export function exportName(app: string, what: Shared): string {
  return `${app}-${what}`
}

/** Exports a value of a shared stack, and returns it as other stacks import it. */
export function share(stack: Stack, app: string, what: Shared, value: string): string {
  return stack.exportValue(value, { name: exportName(app, what) })
}
