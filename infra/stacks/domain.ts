import { type App, Stack, type StackProps } from 'aws-cdk-lib'
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { Domain, FunctionContract } from '../../shared/contract/domain.ts'
import { callAlarm, scheduleAlarm, workerAlarms } from '../constructs/alarms.ts'
import { sharedCode } from '../constructs/code.ts'
import { endpointRoutes } from '../constructs/endpoint.ts'
import { contractFunction } from '../constructs/function.ts'
import type { Platform } from '../constructs/platform.ts'
import { scheduleTimes } from '../constructs/schedule.ts'
import { socketRoute } from '../constructs/socket.ts'
import { workerSource } from '../constructs/worker.ts'

/** The Lambdas of one domain, and what starts each. */
export function domainStack(scope: App, props: StackProps, domain: Domain, platform: Platform): Stack {
  const { app } = platform.settings
  const stack = new Stack(scope, `${app}-${domain.name}`, { ...props, description: `The functions of ${domain.name}` })
  const code = sharedCode(stack, platform.codeDirectory)
  const isNative = ({ uses }: FunctionContract) => uses?.includes('picture-decoder') === true
  const { workers } = domain
  const nativeCode = workers.some(isNative) ? sharedCode(stack, platform.nativeCodeDirectory, 'NativeCode') : code
  const withHandler = <Contract extends FunctionContract>(contract: Contract): { contract: Contract; handler: CfnFunction } => ({
    contract,
    handler: contractFunction(stack, domain.name, contract, isNative(contract) ? nativeCode : code, platform),
  })

  for (const { contract, handler } of domain.endpoints.map(withHandler)) {
    endpointRoutes(stack, contract, handler, platform)
    callAlarm(stack, app, contract, handler)
  }
  for (const { contract, handler } of workers.map(withHandler)) {
    workerSource(stack, contract, handler, platform)
    workerAlarms(stack, app, contract)
  }
  const schedules = domain.schedules.map(withHandler)
  scheduleTimes(stack, schedules, platform)
  for (const { contract } of schedules) scheduleAlarm(stack, app, contract)
  for (const { contract, handler } of domain.sockets.map(withHandler)) {
    socketRoute(stack, contract, handler, platform)
    callAlarm(stack, app, contract, handler)
  }
  return stack
}
