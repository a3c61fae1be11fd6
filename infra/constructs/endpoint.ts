import { type Stack, Validations } from 'aws-cdk-lib'
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { type AnyEndpoint, type Route, routesOf } from '../../shared/contract/endpoint.ts'
import { logicalId } from './names.ts'
import type { Platform } from './platform.ts'
import { shardOf } from './shards.ts'

/** The routes of an endpoint in the HTTP APIs that hold its paths: one integration for each API. */
export function endpointRoutes(stack: Stack, contract: AnyEndpoint, handler: CfnFunction, { shards, apiIds }: Platform): void {
  const byShard = Map.groupBy(routesOf(contract), ({ path }) => shardOf(shards, path).name)
  for (const [shard, routes] of byShard) {
    const apiId = apiIds.get(shard)
    if (apiId === undefined) throw new Error(`The HTTP API ${shard} does not exist`)
    const id = `${logicalId(contract.id)}${byShard.size > 1 ? logicalId(shard) : ''}`
    const integration = lambdaIntegration(stack, id, apiId, handler)
    for (const route of routes) {
      const cfnRoute = new CfnRoute(stack, `${logicalId(contract.id)}Route${suffixOf(route)}`, {
        apiId,
        routeKey: `${route.method} ${route.path}`,
        target: `integrations/${integration.ref}`,
      })
      Validations.of(cfnRoute).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'The function verifies the token as its contract says; public calls take one too.',
      })
    }
  }
}

/** Lets an HTTP API call a function. */
export function lambdaIntegration(stack: Stack, id: string, apiId: string, handler: CfnFunction): CfnIntegration {
  new CfnPermission(stack, `${id}Permission`, {
    action: 'lambda:InvokeFunction',
    functionName: handler.attrArn,
    principal: 'apigateway.amazonaws.com',
    sourceArn: stack.formatArn({ service: 'execute-api', resource: apiId, resourceName: '*' }),
  })
  return new CfnIntegration(stack, `${id}Integration`, {
    apiId,
    integrationType: 'AWS_PROXY',
    integrationUri: handler.attrArn,
    payloadFormatVersion: '2.0',
  })
}

function suffixOf({ fixed }: Route): string {
  return Object.values(fixed).map(logicalId).join('')
}
