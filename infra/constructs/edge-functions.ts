import { Fn, type Stack } from 'aws-cdk-lib'
import { CfnFunction } from 'aws-cdk-lib/aws-cloudfront'

/**
 * Tells the functions in `header` who calls: behind CloudFront the gateway sees CloudFront. Whatever a client sent
 * under that name is replaced.
 */
export function viewerAddressFunction(stack: Stack, header: string): CfnFunction {
  const code = [
    'function handler(event) {',
    '  const request = event.request',
    "  request.headers['${header}'] = { value: event.viewer.ip + ':0' }",
    '  return request',
    '}',
  ]
  return edgeFunction(stack, 'ViewerAddress', 'Says who calls', Fn.sub(code.join('\n'), { header }))
}

/** Serves a folder's `index.html` under the folder's own address. */
export function folderIndexFunction(stack: Stack): CfnFunction {
  const code = [
    'function handler(event) {',
    '  const request = event.request',
    "  if (!/\\.[a-z0-9]+$/.test(request.uri)) request.uri = request.uri.replace(/\\/?$/, '/index.html')",
    '  return request',
    '}',
  ]
  return edgeFunction(stack, 'FolderIndex', 'Serves index.html of a folder', code.join('\n'))
}

function edgeFunction(stack: Stack, id: string, comment: string, functionCode: string): CfnFunction {
  return new CfnFunction(stack, id, {
    name: `${stack.stackName}-${id}`,
    autoPublish: true,
    functionCode,
    functionConfig: { comment, runtime: 'cloudfront-js-2.0' },
  })
}
