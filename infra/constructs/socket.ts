import type { Stack } from 'aws-cdk-lib'
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { SocketContract } from '../../shared/contract/socket.ts'
import { logicalId } from './names.ts'

/** The route of the WebSocket API that brings a kind of frame, or a life-cycle event, to its function. */
export function socketRoute(stack: Stack, contract: SocketContract, handler: CfnFunction, apiId: string): void {
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
  new CfnRoute(stack, `${id}Route`, { apiId, routeKey: contract.route, target: `integrations/${integration.ref}` })
}
