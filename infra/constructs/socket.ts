import { type Stack, Validations } from 'aws-cdk-lib'
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { SocketContract } from '../../shared/contract/socket.ts'
import { logicalId } from './names.ts'
import type { Platform } from './platform.ts'

/** The route of the WebSocket API that brings a kind of frame, or a life-cycle event, to its function. */
export function socketRoute(
  stack: Stack,
  contract: SocketContract,
  handler: CfnFunction,
  { socketApiId: apiId }: Platform,
): void {
  if (apiId === undefined) throw new Error('There is no WebSocket API')
  const id = logicalId(contract.id)
  new CfnPermission(stack, `${id}Permission`, {
    action: 'lambda:InvokeFunction',
    functionName: handler.attrArn,
    principal: 'apigateway.amazonaws.com',
    sourceArn: stack.formatArn({ service: 'execute-api', resource: apiId, resourceName: `*/${contract.route}` }),
  })
  const integration = new CfnIntegration(stack, `${id}Integration`, {
    apiId,
    integrationType: 'AWS_PROXY',
    integrationUri: stack.formatArn({
      service: 'apigateway',
      account: 'lambda',
      resource: 'path/2015-03-31/functions',
      resourceName: `${handler.attrArn}/invocations`,
    }),
  })
  const route = new CfnRoute(stack, `${id}Route`, { apiId, routeKey: contract.route, target: `integrations/${integration.ref}` })
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason: '$connect verifies the token, which may come as a subprotocol; frames travel on what it let in.',
  })
}
